import { Disc3, Download, HardDrive, TriangleAlert } from 'lucide-react'
import { useId } from 'react'
import type { MediaImage } from '../../devices/capabilities/media'
import { Button } from '../../ui/Button'
import { useWords } from '../../ui/useWords'
import { formatBytes, formatDate } from '../../words/format'

interface ImageRowProps {
  readonly image: MediaImage
  readonly isMounted: boolean
  /** The device cannot be asked for anything now. */
  readonly isBlocked: boolean
  /** The device removes nothing while the drive is full. */
  readonly isKept: boolean
  readonly href: string | undefined
  onMount(): void
  onRemove(): void
}

/** One image of the storage. */
export function ImageRow({ image, isMounted, isBlocked, isKept, href, onMount, onRemove }: ImageRowProps) {
  const t = useWords()
  const id = useId()
  const { name, sizeBytes, changedAtMs, complete, removable } = image
  const Icon = /\.iso$/i.test(name) ? Disc3 : HardDrive
  const facts = [
    sizeBytes !== undefined && formatBytes(sizeBytes),
    changedAtMs !== undefined && changedAtMs > 0 && formatDate(changedAtMs),
  ].filter(fact => fact !== false)
  return (
    <li
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 last:border-b-0"
      aria-labelledby={id}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
      <div className="min-w-0 flex-1 basis-56">
        <p id={id} translate="no" title={name} className="truncate font-medium">
          {name}
        </p>
        <p translate="no" className="text-ink-3 tabular-nums">
          {facts.join(' · ')}
        </p>
        {complete === false && (
          <p className="flex items-center gap-1 text-warn">
            <TriangleAlert size={12} aria-hidden="true" className="shrink-0" />
            {t('media.incomplete')}
          </p>
        )}
        {!removable && <p className="text-ink-3">{t('media.fixed')}</p>}
      </div>
      <div className="ms-auto flex items-center gap-1">
        {href !== undefined && complete !== false && (
          <a
            href={href}
            download={name.split('/').at(-1)}
            aria-label={t('media.download', { name })}
            data-tip={t('media.download', { name })}
            data-tip-side="end"
            className="tip inline-flex size-row shrink-0 items-center justify-center rounded-inner text-ink-2 hover:bg-hover hover:text-ink"
          >
            <Download size={16} strokeWidth={1.75} aria-hidden="true" />
          </a>
        )}
        {removable && (
          <Button tone="quiet" aria-describedby={id} disabled={isBlocked || isKept || isMounted} onClick={onRemove}>
            {t('media.remove')}
          </Button>
        )}
        {isMounted ? (
          <span className="px-2 font-medium whitespace-nowrap text-ok">{t('media.inDrive')}</span>
        ) : (
          <Button aria-describedby={id} disabled={isBlocked} onClick={onMount}>
            {t('media.mount')}
          </Button>
        )}
      </div>
    </li>
  )
}
