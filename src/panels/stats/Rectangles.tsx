import type { OwnStats } from '../../devices/capabilities/stats'
import { useReadable } from '../../session/useReadable'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'
import { Facts } from './Facts'
import { Section } from './Section'

/** How the picture came, by encoding, since the connection began. */
export function Rectangles({ own }: { own: OwnStats }) {
  const t = useWords()
  useReadable(own.latest)
  const counted = Object.entries(own.rectangles()).sort(([, a], [, b]) => b - a)
  return (
    <Section title={t('stats.rectangles.title')}>
      {counted.length === 0 ? (
        <p className="text-ink-3">{t('stats.rectangles.none')}</p>
      ) : (
        <div translate="no">
          <Facts facts={counted.map(([encoding, count]) => [encoding, formatNumber(count)])} />
        </div>
      )}
    </Section>
  )
}
