import { z } from 'zod'
import { type Call, Refusal } from './Api'
import { applicationVersion, has } from './ages'
import type { Nano } from './Nano'

const mac = '48da356e'

/** What the device is, the power button, and the capture settings (server/service/vm). */
export function vmRoutes(nano: Nano): void {
  const { age, api, hardware, machine, capture } = nano
  const led = has(age, '2.1.0') ? '/api/vm/gpio' : '/api/vm/gpio/led'
  api.user('GET', '/api/vm/info', () => info(nano))
  if (has(age, '2.1.5')) api.user('GET', '/api/vm/hardware', () => ({ version: hardware }))
  api.user('GET', led, () => ({ pwr: machine.leds.power, hdd: hardware === 'Alpha' && machine.leds.disk }))
  api.user('POST', '/api/vm/gpio', call => press(nano, call))
  api.user('POST', '/api/vm/screen', call => {
    const { type, value } = call.body(z.object({ type: z.string().min(1), value: z.number().int() }))
    if (type === 'gop' && !has(age, '2.2.3')) throw new Refusal(-2, 'update screen failed')
    capture.set(type, value)
  })
  if (has(age, '2.2.2')) {
    api.admin('POST', '/api/vm/system/reboot', () => void setTimeout(() => nano.restart(3000 * nano.pace), 20))
  }
  if (has(age, '2.1.5')) hdmiRoutes(nano)
}

function info({ age, machine }: Nano): object {
  const version = applicationVersion(age)
  const common = { mdns: `${hostName(machine.name)}.local`, image: 'v1.4.0', deviceKey: mac }
  if (!has(age, '2.1.0')) return { ip: '127.0.0.1', ...common, firmware: version }
  if (!has(age, '2.2.6')) return { ip: '127.0.0.1', ...common, application: version }
  // No wired or wireless interface that is up: Go's nil slice.
  return { ips: age === '2.2.9' ? null : [interfaceOf()], ...common, application: version }
}

const interfaceOf = () => ({ name: 'eth0', addr: '127.0.0.1', version: 'IPv4', type: 'Wired' })
const hostName = (machine: string) => `kvm-${machine.slice(0, 4)}`

/** The request stays open while the button is held; two presses at once interleave. */
async function press({ machine }: Nano, call: Call): Promise<void> {
  const { type, duration } = call.body(
    z.object({ type: z.string().min(1), duration: z.number().int().nonnegative().optional() }),
  )
  if (type !== 'power' && type !== 'reset') throw new Refusal(-2, `invalid power event: ${type}`)
  if (type === 'power') machine.powerButton.down()
  else machine.reset()
  await new Promise(resolve => setTimeout(resolve, duration || 800))
  if (type === 'power') machine.powerButton.up()
}

function hdmiRoutes({ age, api, capture, pace }: Nano): void {
  api.user('POST', '/api/vm/hdmi/reset', async call => {
    capture.enabled = false
    await call.wait(1000 * pace)
    capture.enabled = true
  })
  if (!has(age, '2.2.8')) return
  api.user('GET', '/api/vm/hdmi', () => ({
    enabled: capture.enabled,
    ...(has(age, '2.5.0') && { idleTimeout: capture.idleTimeoutMinutes }),
    ...(has(age, 'multi-user') && { signal: capture.isLive }),
  }))
  for (const [path, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    api.admin('POST', `/api/vm/hdmi/${path}`, () => {
      capture.enabled = enabled
    })
  }
  if (!has(age, '2.5.0')) return
  api.admin('POST', '/api/vm/hdmi/timeout', call => {
    capture.idleTimeoutMinutes = call.body(z.object({ minutes: z.number().int().min(0).max(10_080) })).minutes
  })
}
