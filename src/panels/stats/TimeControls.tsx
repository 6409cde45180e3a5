import { Download, Pause, Play } from 'lucide-react'
import { useReadable } from '../../session/useReadable'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { Segments } from '../../ui/Segments'
import type { ChartGroup } from '../../ui/useChartGroup'
import { useWords } from '../../ui/useWords'
import { formatSpan } from '../../words/format'

const spansMs = [60_000, 120_000, 600_000] as const

/** Which stretch of time the charts show; pausing keeps the picture, not the measuring. */
export function TimeControls({ group, onSave }: { group: ChartGroup; onSave(): void }) {
  const t = useWords()
  const { spanMs, frozen } = useReadable(group.state)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Segments
        label={t('stats.range')}
        value={String(spanMs)}
        options={spansMs.map(ms => ({ value: String(ms), label: formatSpan(ms) }))}
        onChoose={value => group.follow(Number(value))}
      />
      <span className="flex-1" />
      {frozen ? (
        <Button icon={Play} onClick={() => group.follow()}>
          {t('stats.wholeRange')}
        </Button>
      ) : (
        <IconButton icon={Pause} label={t('stats.pause')} onClick={() => group.pause()} />
      )}
      <IconButton icon={Download} label={t('stats.exportCsv')} tipSide="end" onClick={onSave} />
      <p className="w-full text-small text-ink-3 pointer-coarse:hidden">{t('stats.zoomNote')}</p>
    </div>
  )
}
