import type { DeviceFamily } from '../../device'
import { lazyDevice } from '../../lazyDevice'
import type { NanokvmProfile } from './NanokvmDevice'

/** A Sipeed NanoKVM, of any age. */
export const nanokvm: DeviceFamily<NanokvmProfile> = {
  id: 'nanokvm',
  label: 'NanoKVM',
  profile: {
    fields: [],
    fromEntry: (entry, choices) => ({
      base: new URL(entry.base, document.baseURI).href,
      held: entry.held === true,
      viewOnly: choices.viewOnly ?? false,
      withholdsInput: choices.withholdsInput,
      credentials: choices.credentials,
      source: choices.source,
    }),
  },
  open: (profile, id) =>
    lazyDevice(id, () => import('./NanokvmDevice').then(({ NanokvmDevice }) => new NanokvmDevice(id, profile))),
  probe: (base, signal) => import('./probeNanokvm').then(({ probeNanokvm }) => probeNanokvm(base, signal)),
  peek: (profile, signal) => import('./peekNanokvm').then(({ peekNanokvm }) => peekNanokvm(profile.base, signal)),
}
