import { DeviceSettings } from './DeviceSettings'
import type { Nanokvm } from './Nanokvm'
import { hidModeWire, jigglerWire } from './wire'

/** What the gadget is, and the jiggler that keeps a machine awake. */
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
    ],
    viewOnly,
  )
}
