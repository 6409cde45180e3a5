import type { RfbEngine } from '../../engine/rfb/RfbEngine'
import { type Readable, writable } from '../../lib/readable'
import type { PowerAction, PowerCapability, PowerState } from '../capabilities/power'
import { DeviceError } from '../errors'

/** Power over XVP: three requests, no answer and no lamp (github.com/rfbproto/rfbproto, XVP). */
export function rfbPower(engine: RfbEngine, viewOnly: Readable<boolean>): PowerCapability {
  const requests: Partial<Record<PowerAction, () => void>> = {
    shutdown: () => engine.session?.machineShutdown(),
    reboot: () => engine.session?.machineReboot(),
    reset: () => engine.session?.machineReset(),
  }
  return {
    actions: ['shutdown', 'reboot', 'reset'],
    state: writable<PowerState>({ power: 'unknown', busy: false }),
    isSilent: true,
    async perform(action) {
      const request = requests[action]
      if (!request) throw new DeviceError('not-supported', { detail: action })
      if (viewOnly.getState()) throw new DeviceError('view-only')
      if (!engine.session) throw new DeviceError('not-connected')
      request()
    },
  }
}
