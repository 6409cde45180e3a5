import { socketUrl } from '../../../net/deviceUrl'
import type { Credentials, DeviceFamily } from '../../device'
import { lazyDevice } from '../../lazyDevice'

/** How one VNC server is reached and what its viewer wants of it. */
export interface VncProfile {
  readonly screenUrl: string
  readonly shared: boolean
  readonly viewOnly: boolean
  readonly repeaterId: string
  readonly quality: number
  readonly compression: number
  readonly showDot: boolean
  readonly credentials: Credentials | undefined
}

/** Any VNC server behind a WebSocket: the gateway's bridge, websockify, or a server that speaks WebSocket itself. */
export const vnc: DeviceFamily<VncProfile> = {
  id: 'vnc',
  label: 'VNC',
  profile: {
    fields: [
      {
        id: 'screenUrl',
        kind: 'url',
        decode(text) {
          const url = URL.parse(text)
          return url && /^wss?:$/.test(url.protocol) ? { value: url.href } : { problem: 'form.notASocketUrl' }
        },
      },
    ],
    fromEntry: (entry, choices) => ({
      screenUrl: entry.screenUrl ?? socketUrl(`${entry.base}~screen`, document.baseURI),
      shared: choices.shared ?? true,
      viewOnly: choices.viewOnly ?? false,
      repeaterId: choices.repeaterId ?? '',
      quality: choices.quality ?? 6,
      compression: choices.compression ?? 2,
      showDot: choices.showDot ?? false,
      credentials: choices.credentials,
    }),
  },
  open: (profile, id) =>
    lazyDevice(id, () => import('./VncDevice').then(({ VncDevice }) => new VncDevice(id, profile))),
}
