import { z } from 'zod'
import { type Call, Refusal } from './Api'
import { has } from './ages'
import type { Nano } from './Nano'

/** The machine behind hears this address only. */
export const machineMac = '48:DA:35:6E:00:01'

/** Wake-on-LAN with its memory, and Wi-Fi (server/service/network). */
export function networkRoutes({ age, api, machine }: Nano): void {
  /** By address, in the order of their first use: the name, empty for none. */
  const macs = new Map<string, string>()
  const addressed = (call: Call) => call.body(z.object({ mac: z.string().min(1) })).mac
  api.user('POST', '/api/network/wol', call => {
    const mac = normalised(addressed(call))
    if (!macs.has(mac)) macs.set(mac, '')
    if (mac === machineMac) machine.wake()
  })
  api.user('GET', '/api/network/wol/mac', () => {
    if (macs.size === 0 && !has(age, '2.4.2')) throw new Refusal(-2, 'open file failed')
    return { macs: [...macs].map(([mac, name]) => (name ? `${mac} ${name}` : mac)) }
  })
  api.admin('DELETE', '/api/network/wol/mac', call => {
    if (!macs.delete(normalised(addressed(call)))) throw new Refusal(-3, 'delete mac failed')
  })
  if (has(age, '2.2.6')) {
    api.admin('POST', '/api/network/wol/mac/name', call => {
      const { mac, name } = call.body(z.object({ mac: z.string().min(1), name: z.string().trim().min(1) }))
      const known = normalised(mac)
      if (!macs.has(known)) throw new Refusal(-3, 'mac not found')
      macs.set(known, name.replaceAll(/\s+/g, ' '))
    })
  }
  if (has(age, '2.4.1')) {
    const server = '192.0.2.1'
    api.admin('GET', '/api/network/dns', () => ({
      ...{ mode: 'dhcp', servers: null, effective: [server], dhcp: [server] },
      info: { interface: 'eth0', type: 'Wired', address: '127.0.0.1', subnetMask: '255.0.0.0', gateway: '' },
    }))
  }
  if (has(age, '2.1.3')) {
    api.admin('GET', '/api/network/wifi', () => ({ supported: false, apMode: false, connected: false, ssid: '' }))
  }
}

function normalised(mac: string): string {
  const hex = mac.replaceAll(/[:.-]/g, '').toUpperCase()
  if (!/^[0-9A-F]{12}$/.test(hex)) throw new Refusal(-2, 'invalid MAC address')
  return hex.match(/../g)?.join(':') ?? ''
}
