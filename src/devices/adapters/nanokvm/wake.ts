import type { WakeCapability, WakeTarget } from '../../capabilities/wake'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import { macsWire, nothing } from './wire'

/** Wake-on-LAN sent by the device, which remembers every address it was ever given. */
export function nanokvmWake({ client, viewOnly }: Nanokvm): WakeCapability {
  const options = (signal?: AbortSignal) => (signal ? { signal } : {})
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
    async rename(mac, name, signal) {
      await client.post('api/network/wol/mac/name', { mac, name }, options(signal))
    },
    async forget(mac, signal) {
      await client.send('DELETE', 'api/network/wol/mac', { mac }, nothing, options(signal))
    },
  }
}

/** `AA:BB:CC:DD:EE:FF`, and behind a space its name. */
function targetOf(line: string): WakeTarget {
  const [mac = '', ...words] = line.split(' ')
  return { id: mac, mac, ...(words.length > 0 && { name: words.join(' ') }) }
}
