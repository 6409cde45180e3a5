import { socketUrl } from '../../../net/deviceUrl'
import type { DeviceFamily } from '../../device'
import { lazyDevice } from '../../lazyDevice'
import { lineTerminal } from '../../line/lineTerminal'
import type { PikvmProfile } from './PikvmDevice'

/** A PiKVM, or another device that runs kvmd. */
export const pikvm: DeviceFamily<PikvmProfile> = {
  id: 'pikvm',
  label: 'PiKVM',
  profile: {
    fields: [],
    fromEntry: (entry, choices) => ({
      base: new URL(entry.base, document.baseURI).href,
      held: entry.held === true,
      viewOnly: choices.viewOnly ?? false,
      withholdsInput: choices.withholdsInput,
      credentials: choices.credentials,
      source: choices.source,
      vncUrl: entry.has.includes('vnc') ? socketUrl(`${entry.base}~screen`, document.baseURI) : undefined,
      terminal: lineTerminal(entry, choices),
    }),
  },
  open: (profile, id) =>
    lazyDevice(id, () => import('./PikvmDevice').then(({ PikvmDevice }) => new PikvmDevice(id, profile))),
  probe: (base, signal) => import('./probe').then(({ probe }) => probe(base, signal)),
  peek: (profile, signal) => import('./peekPikvm').then(({ peekPikvm }) => peekPikvm(profile.base, signal)),
}
