import { useEffect, useMemo, useRef } from 'react'
import type { Device } from '../../devices/device'
import { scopes as allScopes } from '../../lib/scopes'
import { withScopes } from '../../session/withScopes'
import { ConsoleShell, type ConsoleShellProps } from '../console/ConsoleShell'
import { EmbedBridge } from './EmbedBridge'
import { type EmbedOrigins, framePlace, scopesInForce } from './embedScopes'

export interface EmbedShellProps extends Omit<ConsoleShellProps, 'entries' | 'frame'> {
  /** Who may frame this page and speak to it; `undefined` where no list of machines says so and nothing is withheld. */
  readonly origins: EmbedOrigins | undefined
}

const nobody: EmbedOrigins = {}

/**
 * One machine inside another site's page: no list, the compact bar, nothing beyond what that site may do, and the host
 * told how the link is.
 */
export function EmbedShell({ origins, registry, ...options }: EmbedShellProps) {
  const bridge = useRef<EmbedBridge>(undefined)
  const device = useRef<Device>(undefined)
  const deviceId = options.entry.id
  const scopes = useMemo(() => (origins ? scopesInForce(origins, framePlace()) : new Set(allScopes)), [origins])
  const limited = useMemo(() => withScopes(registry, scopes), [registry, scopes])
  useEffect(() => {
    const made = new EmbedBridge({ origins: origins ?? nobody, scopes, deviceId })
    bridge.current = made
    made.follow(device.current)
    return () => made.dispose()
  }, [origins, scopes, deviceId])
  const follow = (opened: Device | undefined) => {
    device.current = opened
    bridge.current?.follow(opened)
  }
  return <ConsoleShell {...options} registry={limited} entries={[]} frame={{ onDevice: follow }} />
}
