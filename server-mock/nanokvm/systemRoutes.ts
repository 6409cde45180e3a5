import { z } from 'zod'
import { Refusal } from './Api'
import { applicationVersion, has } from './ages'
import type { Nano } from './Nano'

/** What an owner sets on the device itself (server/service/vm): kept in memory here. */
export function systemRoutes({ age, api, machine, hardware }: Nano): void {
  const system = {
    ...{ hostname: `kvm-${machine.name.slice(0, 4)}`, title: '', mdns: true, ssh: true, swapMb: 0 },
    ...{ oledSleepS: 0, memory: { enabled: false, limit: 75 } },
    jiggler: { enabled: false, mode: 'relative' },
  }
  const toggle = (path: string, name: 'ssh' | 'mdns') => {
    api.admin('GET', `/api/vm/${path}`, () => ({ enabled: system[name] }))
    for (const verb of ['enable', 'disable']) {
      api.admin('POST', `/api/vm/${path}/${verb}`, () => {
        system[name] = verb === 'enable'
      })
    }
  }
  if (has(age, '2.1.6')) {
    toggle('ssh', 'ssh')
    api.admin('GET', '/api/vm/oled', () => ({ exist: hardware === 'PCIE', sleep: system.oledSleepS }))
    api.admin('POST', '/api/vm/oled', call => {
      system.oledSleepS = call.body(z.object({ sleep: z.number().int().optional() })).sleep ?? 0
    })
    api.admin('GET', '/api/vm/memory/limit', () => system.memory)
    api.admin('POST', '/api/vm/memory/limit', call => {
      const { enabled = false, limit = 0 } = call.body(
        z.object({ enabled: z.boolean().optional(), limit: z.number().optional() }),
      )
      system.memory = { enabled, limit }
    })
  }
  if (has(age, '2.2.2')) toggle('mdns', 'mdns')
  if (has(age, '2.2.6')) {
    api.admin('GET', '/api/vm/swap', () => ({ size: system.swapMb }))
    api.admin('POST', '/api/vm/swap', call => {
      system.swapMb = call.body(z.object({ size: z.number().int().optional() })).size ?? 0
    })
    api.user('GET', '/api/vm/hostname', () => ({ hostname: system.hostname }))
    api.admin('POST', '/api/vm/hostname', call => {
      system.hostname = call.body(z.object({ hostname: z.string().min(1) })).hostname
    })
    api.user('GET', '/api/vm/web-title', () => {
      if (system.title === '') throw new Refusal(-1, 'read web title failed')
      return { title: system.title }
    })
    api.admin('POST', '/api/vm/web-title', call => {
      system.title = call.body(z.object({ title: z.string().optional() })).title ?? ''
    })
    api.admin('GET', '/api/vm/mouse-jiggler', () => system.jiggler)
    // Registered with its slash: without it a caller is redirected (server/router/vm.go).
    api.admin('POST', '/api/vm/mouse-jiggler/', call => {
      const { enabled = false, mode = '' } = call.body(
        z.object({ enabled: z.boolean().optional(), mode: z.string().optional() }),
      )
      system.jiggler = { enabled, mode: mode || system.jiggler.mode }
    })
  }
  const application = has(age, '2.1.0') ? 'application' : 'firmware'
  // A device without the internet: server/service/application/version.go
  api.admin('GET', `/api/${application}/version`, () => {
    throw new Refusal(-1, `get latest version failed, this one is ${applicationVersion(age)}`)
  })
}
