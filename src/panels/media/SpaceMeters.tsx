import type { StoragePart } from '../../devices/capabilities/media'
import { Meter } from '../../ui/Meter'
import { useWords } from '../../ui/useWords'
import { formatBytes } from '../../words/format'

/** Nearly full from here on. */
const fullShare = 0.9

/** How much of each storage is taken. */
export function SpaceMeters({ space }: { space: readonly StoragePart[] }) {
  const t = useWords()
  return space.map(({ id, sizeBytes, freeBytes }) => {
    const share = sizeBytes === 0 ? 0 : 1 - freeBytes / sizeBytes
    const label = id === '' ? t('media.space') : t('media.part', { name: id })
    const text = t('media.free', { free: formatBytes(freeBytes), total: formatBytes(sizeBytes) })
    return (
      <div key={id} className="flex flex-col gap-1">
        <p className="flex justify-between text-ink-2">
          <span>{label}</span>
          <span className="tabular-nums">{text}</span>
        </p>
        <Meter label={label} share={share} text={text} tone={share > fullShare ? 'warn' : 'accent'} />
      </div>
    )
  })
}
