import type { GatewayConfig } from '../config/GatewayConfig.ts'
import { tokens } from './GeneratedSite.ts'

/** websockify's token file for the bridges of a configuration. */
export function websockifyTokens(config: GatewayConfig): string {
  const lines = tokens(config).map(({ token, target }) => `${token}: ${target}`)
  return [
    '# Generated from wheelhouse.json by `npm run gateway -- websockify`. Start it on loopback only: it asks nobody.',
    '#   websockify --token-plugin TokenFile --token-source THIS_FILE 127.0.0.1:6080',
    ...(lines.length === 0 ? ['# No machine here has a vnc:// or telnet:// address.'] : lines),
    '',
  ].join('\n')
}
