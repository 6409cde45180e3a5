import { DeviceSettings } from './DeviceSettings'
import type { Nanokvm } from './Nanokvm'
import { hidModeWire, jigglerWire, leaderKeyWire } from './wire'

/** What the device's own page offers; any other key that it was told is offered as well. */
const leaderKeys = ['ShiftRight', 'ControlRight', 'MetaRight']
const noLeader = 'none'

/** What the gadget is, the jiggler that keeps a machine awake, and the leader key of the device's own page. */
export function hidTuning({ client, viewOnly }: Nanokvm): DeviceSettings {
  return new DeviceSettings(
    [
      {
        id: 'hidMode',
        async read(signal) {
          const { mode } = await client.get('api/hid/mode', hidModeWire, { signal })
          const options = ['normal', 'hid-only']
          return { id: 'hidMode', kind: 'choice', value: mode, options, scope: 'everyone', effect: 'reboots-device' }
        },
        write: (value, signal) => client.post('api/hid/mode', { mode: value }, { ...(signal && { signal }) }),
      },
      {
        id: 'jiggler',
        async read(signal) {
          const { enabled } = await client.get('api/vm/mouse-jiggler', jigglerWire, { signal })
          return { id: 'jiggler', kind: 'toggle', value: enabled, scope: 'everyone' }
        },
        // With the slash: without it the device redirects (server/router/vm.go).
        write: (value, signal) =>
          client.post('api/vm/mouse-jiggler/', { enabled: value, mode: 'relative' }, { ...(signal && { signal }) }),
      },
      {
        id: 'leaderKey',
        async read(signal) {
          const { key } = await client.get('api/hid/shortcut/leader-key', leaderKeyWire, { signal })
          const options = [...new Set([noLeader, ...leaderKeys, key || noLeader])]
          return { id: 'leaderKey', kind: 'choice', value: key || noLeader, options, scope: 'everyone' }
        },
        write: (value, signal) =>
          client.post(
            'api/hid/shortcut/leader-key',
            { key: value === noLeader ? '' : value },
            { ...(signal && { signal }) },
          ),
      },
    ],
    viewOnly,
  )
}
