import { Suspense } from 'react'
import type { Capabilities } from '../../devices/capabilities/capabilities'
import type { Device } from '../../devices/device'
import { panels } from '../../panels/registry'
import { ErrorBoundary } from '../../ui/ErrorBoundary'
import { useWords } from '../../ui/useWords'
import { Overlay } from './Overlay'

export interface MainTerminalProps {
  readonly device: Device
  readonly capabilities: Capabilities
  readonly name: string
}

/** A machine without a screen: its line stands where the picture would. */
export function MainTerminal({ device, capabilities, name }: MainTerminalProps) {
  const t = useWords()
  const terminal = panels.find(({ id }) => id === 'terminal')
  if (!terminal) return null
  const { Content } = terminal
  return (
    <aside
      aria-label={t(terminal.title)}
      data-terminal="main"
      className="absolute inset-0 flex flex-col bg-surface p-3"
    >
      <ErrorBoundary fallback={() => <Overlay device={device} name={name} />}>
        <Suspense>
          <Content device={device} capabilities={capabilities} name={name} />
        </Suspense>
      </ErrorBoundary>
      <Overlay device={device} name={name} />
    </aside>
  )
}
