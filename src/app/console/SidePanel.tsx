import { CircleAlert, CircleSlash, X } from 'lucide-react'
import { Suspense, useEffect, useRef } from 'react'
import type { Capabilities } from '../../devices/capabilities/capabilities'
import type { Device } from '../../devices/device'
import type { PanelEntry } from '../../panels/definePanel'
import { preferences, useSetting } from '../../stores/preferences'
import { Button } from '../../ui/Button'
import { ErrorBoundary } from '../../ui/ErrorBoundary'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import { PanelEdge } from './PanelEdge'
import type { Absence } from './useOpenPanel'

export interface SidePanelProps {
  readonly entry: PanelEntry
  readonly absence?: Absence | undefined
  /** Absent for panels of the page itself. */
  readonly device: Device | undefined
  readonly capabilities: Capabilities
  readonly name: string
  /** Somebody asked for it: the focus goes into it. */
  readonly takesFocus: boolean
  onClose(): void
}

/** One panel at a time: beside the picture on wide pages, a sheet over it on narrow ones. */
export function SidePanel({ entry, absence, device, capabilities, name, takesFocus, onClose }: SidePanelProps) {
  const t = useWords()
  const title = t(entry.title)
  const widthPx = useSetting('panelWidthPx').value
  const closeButton = useRef<HTMLButtonElement>(null)
  const { Content } = entry
  // biome-ignore lint/correctness/useExhaustiveDependencies: another panel is another opening
  useEffect(() => {
    // A panel that is there at once may have taken it already, as a terminal does.
    const isInside = closeButton.current?.closest('aside')?.contains(document.activeElement)
    if (takesFocus && !isInside) closeButton.current?.focus()
  }, [entry.id])
  return (
    <aside
      aria-label={title}
      onKeyDown={event => event.key === 'Escape' && onClose()}
      style={{ '--panel-width': `${widthPx}px` } as object}
      className="relative z-20 flex w-(--panel-width) max-w-full shrink-0 animate-slide flex-col border-s border-line bg-surface max-push:absolute max-push:inset-y-0 max-push:end-0 max-push:shadow-soft max-thumb:inset-x-0 max-thumb:top-auto max-thumb:h-3/5 max-thumb:w-full max-thumb:rounded-t-outer max-thumb:border-s-0 max-thumb:border-t"
    >
      <PanelEdge widthPx={widthPx} onResize={value => preferences.choose('panelWidthPx', value)} />
      <div className="flex items-center justify-between gap-2 p-2 ps-4">
        <h2 className="text-large font-semibold">{title}</h2>
        <IconButton ref={closeButton} icon={X} label={t('app.close')} tipSide="end" onClick={onClose} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto px-4 pb-4">
        {absence === undefined ? (
          <ErrorBoundary key={entry.id} fallback={() => <LoadFailure title={title} />}>
            <Suspense fallback={<div className="h-40 animate-late rounded-outer border border-line bg-raised" />}>
              <Content device={device} capabilities={capabilities} name={name} />
            </Suspense>
          </ErrorBoundary>
        ) : (
          <MessageView
            icon={CircleSlash}
            what={t(`panel.${absence}.what`, { panel: title })}
            cause={t(`panel.${absence}.cause`)}
            action={<Button onClick={onClose}>{t('app.close')}</Button>}
          />
        )}
      </div>
    </aside>
  )
}

function LoadFailure({ title }: { title: string }) {
  const t = useWords()
  return (
    <MessageView
      icon={CircleAlert}
      what={t('panel.failed.what', { panel: title })}
      cause={t('panel.failed.cause')}
      action={<Button onClick={() => location.reload()}>{t('panel.failed.action')}</Button>}
    />
  )
}
