import type { FamilyGateway } from '../../../lib/gatewayFamily.ts'
import { lineKeys, passwordLogin, telnetUrl, tls, vncUrl } from '../../../lib/gatewayFields.ts'

/** Any VNC server as the gateway sees it: bytes behind `~screen`, and no HTTP. */
export const vncGateway: FamilyGateway = {
  id: 'vnc',
  label: 'VNC',
  keys: {
    url: vncUrl,
    tls: tls.optional(), // judges a server that encrypts by VeNCrypt, which only held credentials can
    credentials: passwordLogin.optional(),
    terminal: telnetUrl.optional(),
    lineKeys: lineKeys.optional(),
  },
  bridges: { screen: 'url', terminal: 'terminal' },
  held: { kind: 'rfb' },
}
