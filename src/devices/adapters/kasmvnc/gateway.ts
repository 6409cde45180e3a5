import { z } from 'zod'
import type { FamilyGateway } from '../../../lib/gatewayFamily.ts'
import { asksNobody, httpUrl, lineKeys, login, telnetUrl, tls } from '../../../lib/gatewayFields.ts'

/** KasmVNC as the gateway sees it. */
export const kasmvncGateway: FamilyGateway = {
  id: 'kasmvnc',
  label: 'KasmVNC',
  keys: {
    url: httpUrl,
    tls: tls.optional(),
    // -disableBasicAuth: everybody may look and type, and nobody has the API.
    credentials: z.union([login, asksNobody], 'expected a user name with its password, or "none"').optional(),
    relay: z
      .array(z.string().min(1))
      .optional()
      .meta({ description: 'Unix relay names the console may subscribe to.' }),
    terminal: telnetUrl.optional(),
    lineKeys: lineKeys.optional(),
  },
  bridges: { terminal: 'terminal' },
  http: {
    // An upgrade without Origin is served as a file request; its value is never compared: common/network/websocket.c
    origin: 'device',
    // KasmVNC sets and reads none; the console's own wh_basic must not travel on.
    cookies: 'drop',
    basicCookie: 'wh_basic',
    streams: [],
    uploads: [], // a request must be there whole within ten reads: common/network/websocket.c
  },
  held: { kind: 'basic' },
}
