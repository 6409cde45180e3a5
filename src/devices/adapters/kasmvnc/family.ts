import { socketUrl } from '../../../net/deviceUrl'
import type { DeviceFamily } from '../../device'
import { lazyDevice } from '../../lazyDevice'
import { lineTerminal } from '../../line/lineTerminal'
import type { KasmProfile } from './KasmDevice'

/** A KasmVNC desktop, behind the gateway or as the server of this page. */
export const kasmvnc: DeviceFamily<KasmProfile> = {
  id: 'kasmvnc',
  label: 'KasmVNC',
  profile: {
    fields: [],
    fromEntry(entry, choices) {
      const base = new URL(entry.base, document.baseURI).href
      return {
        base,
        // Any path is the WebSocket's; the maker's own page uses this one.
        screenUrl: socketUrl('websockify', base),
        login: entry.held ? 'held' : entry.asks === false ? 'open' : 'form',
        relay: entry.relay ?? [],
        shared: choices.shared ?? true,
        viewOnly: choices.viewOnly ?? false,
        withholdsInput: choices.withholdsInput,
        repeaterId: '',
        quality: choices.quality ?? 6,
        compression: choices.compression ?? 2,
        showDot: choices.showDot ?? false,
        credentials: choices.credentials,
        source: choices.source,
        terminal: lineTerminal(entry, choices),
        ...(choices.reconnect !== undefined && { reconnect: choices.reconnect }),
        ...(choices.logging && { logging: choices.logging }),
      }
    },
  },
  open: (profile, id) =>
    lazyDevice(id, () => import('./KasmDevice').then(({ KasmDevice }) => new KasmDevice(id, profile).start())),
  probe: (base, signal) => import('./probe').then(({ probe }) => probe(base, signal)),
  peek: (profile, signal) => import('./peek').then(({ peek }) => peek(profile.base, signal)),
}
