import { useEffect, useRef } from 'react'
import type { Device } from '../../devices/device'
import { ConsoleShell, type ConsoleShellProps } from '../console/ConsoleShell'
import { EmbedBridge } from './EmbedBridge'

export interface EmbedShellProps extends Omit<ConsoleShellProps, 'entries' | 'frame'> {
  /** Who may frame this page and speak to it. */
  readonly origins: Readonly<Record<string, readonly string[]>>
}

/** One machine inside another site's page: no list, the compact bar, and the host told how the link is. */
export function EmbedShell({ origins, ...options }: EmbedShellProps) {
  const bridge = useRef<EmbedBridge>(undefined)
  const device = useRef<Device>(undefined)
  const deviceId = options.entry.id
  useEffect(() => {
    const made = new EmbedBridge({ origins, deviceId })
    bridge.current = made
    made.follow(device.current)
    return () => made.dispose()
  }, [origins, deviceId])
  const follow = (opened: Device | undefined) => {
    device.current = opened
    bridge.current?.follow(opened)
  }
  return <ConsoleShell {...options} entries={[]} frame={{ onDevice: follow }} />
}
