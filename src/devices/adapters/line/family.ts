import type { DeviceFamily } from '../../device'
import { lazyDevice } from '../../lazyDevice'
import { lineUrl } from '../../line/lineTerminal'
import type { LineProfile } from './LineDevice'

/** A serial or telnet line and nothing else: a console server's port, a switch, a machine without a screen. */
export const line: DeviceFamily<LineProfile> = {
  id: 'line',
  label: 'Line',
  profile: {
    fields: [],
    fromEntry: (entry, choices) => ({
      url: lineUrl(entry),
      lineKeys: entry.lineKeys,
      kept: choices.kept?.('lineKeys'),
    }),
  },
  open: (profile, id) => lazyDevice(id, () => import('./LineDevice').then(m => new m.LineDevice(id, profile))),
}
