import type { FamilyGateway } from '../../../lib/gatewayFamily.ts'
import { httpUrl, lineKeys, login, telnetUrl, tls, vncUrl } from '../../../lib/gatewayFields.ts'

/** PiKVM as the gateway sees it. */
export const pikvmGateway: FamilyGateway = {
  id: 'pikvm',
  label: 'PiKVM',
  keys: {
    url: httpUrl,
    tls: tls.optional(),
    credentials: login.optional(),
    vnc: vncUrl.optional(),
    terminal: telnetUrl.optional(),
    lineKeys: lineKeys.optional(),
  },
  bridges: { screen: 'vnc', terminal: 'terminal' },
  http: {
    origin: 'device', // never compared: kvmd/apps/kvmd/api/auth.py
    cookies: 'pass',
    // configs/nginx/kvmd.ctx-server.conf switches buffering off for the same paths.
    streams: ['/streamer/', '/api/streamer/', '/api/log', '/api/msd/read', '/api/msd/write_remote', '/api/hid/print'],
    uploads: ['/api/msd/write', '/api/hid/print'],
  },
  // Checked before the cookie, on every request, upgrades included: kvmd/apps/kvmd/api/auth.py
  held: { kind: 'headers', username: 'X-KVMD-User', password: 'X-KVMD-Passwd' },
}
