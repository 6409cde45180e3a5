import { socketUrl } from '../../../net/deviceUrl'
import type { DeviceFamily } from '../../device'
import { lazyDevice } from '../../lazyDevice'
import { lineTerminal } from '../../line/lineTerminal'
import type { VncProfile } from './VncDevice'

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
      withholdsInput: choices.withholdsInput,
      repeaterId: choices.repeaterId ?? '',
      isDirect: entry.screenUrl !== undefined,
      quality: choices.quality ?? 6,
      compression: choices.compression ?? 2,
      showDot: choices.showDot ?? false,
      credentials: choices.credentials,
      terminal: lineTerminal(entry, choices),
      ...(choices.reconnect !== undefined && { reconnect: choices.reconnect }),
      ...(choices.logging && { logging: choices.logging }),
      ...(choices.identity && { identity: choices.identity }),
      colors: choices.kept?.('colors'),
      clipboardText: choices.kept?.('clipboardText'),
    }),
  },
  open: (profile, id) =>
    lazyDevice(id, () => import('./VncDevice').then(({ VncDevice }) => new VncDevice(id, profile).start())),
}
