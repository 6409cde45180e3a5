import type { DeviceFamily } from '../../device'
import { lazyDevice } from '../../lazyDevice'
import { lineUrl } from '../../line/lineTerminal'

export interface LineProfile {
  readonly url: string
}

/** A serial or telnet line and nothing else: a console server's port, a switch, a machine without a screen. */
export const line: DeviceFamily<LineProfile> = {
  id: 'line',
  label: 'Line',
  profile: {
    fields: [],
    fromEntry: entry => ({ url: lineUrl(entry) }),
  },
  open: (profile, id) => lazyDevice(id, () => import('./LineDevice').then(m => new m.LineDevice(id, profile.url))),
}
