import type { WakeCapability, WakeTarget } from '../../capabilities/wake'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import { macsWire, nothing } from './wire'

/** Wake-on-LAN sent by the device, which remembers every address it was ever given. */
export function nanokvmWake({ client, state, viewOnly }: Nanokvm): WakeCapability {
  const options = (signal?: AbortSignal) => (signal ? { signal } : {})
  /** What an ordinary account may not do is not there (server/router/network.go). */
  const isAdmin = () => state.getState().account?.role !== 'user'
  const rename: WakeCapability['rename'] = async (mac, name, signal) => {
    refuseIfViewOnly(viewOnly)
    await client.post('api/network/wol/mac/name', { mac, name }, options(signal))
  }
  const forget: WakeCapability['forget'] = async (mac, signal) => {
    refuseIfViewOnly(viewOnly)
    await client.send('DELETE', 'api/network/wol/mac', { mac }, nothing, options(signal))
  }
  return {
    takesAnyMac: true,
    async targets(signal) {
      try {
        const { macs } = await client.get('api/network/wol/mac', macsWire, options(signal))
        return macs.map(targetOf)
      } catch (error) {
        // Before 2.4.2 a device that has sent none yet refuses (server/service/network/wol.go).
        if (error instanceof DeviceError && error.reason === 'action-refused') return []
        throw error
      }
    },
    async wake(target, signal) {
      refuseIfViewOnly(viewOnly)
      const mac = 'mac' in target ? target.mac : target.id
      await client.post('api/network/wol', { mac }, options(signal))
    },
    get rename() {
      // Names came with 2.2.6, H.264 direct right after them.
      return isAdmin() && state.getState().dialect?.direct ? rename : undefined
    },
    get forget() {
      return isAdmin() ? forget : undefined
    },
  }
}

/** `AA:BB:CC:DD:EE:FF`, and behind a space its name. */
function targetOf(line: string): WakeTarget {
  const [mac = '', ...words] = line.split(' ')
  return { id: mac, mac, ...(words.length > 0 && { name: words.join(' ') }) }
}
