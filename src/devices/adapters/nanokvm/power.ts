import { isSame } from '../../../lib/derived'
import { type Readable, writable } from '../../../lib/readable'
import type { PowerAction, PowerCapability, PowerState } from '../../capabilities/power'
import { DeviceError } from '../../errors'
import { LivePoll } from '../../LivePoll'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import { hardwareWire, ledsWire } from './wire'

/** As the device's own page: 800 ms for a tap; 8 s is what owners' scripts hold, well past the 4 s a chipset waits for. */
const pressMs = { min: 100, max: 30_000, short: 800, long: 8_000 }
/** The device's own page asks every 5 s; one request tells both lamps. */
const everyMs = 2_500
/** Beyond the press itself, until the answer. */
const graceMs = 15_000

/** How each is done with two buttons; `when`: the lamp that makes sense of it. */
const presses: Partial<
  Record<PowerAction, { readonly type: 'power' | 'reset'; readonly ms: number; readonly when?: 'on' | 'off' }>
> = {
  'power-on': { type: 'power', ms: pressMs.short, when: 'off' },
  'power-off': { type: 'power', ms: pressMs.short, when: 'on' },
  'press-power': { type: 'power', ms: pressMs.short },
  'force-off': { type: 'power', ms: pressMs.long },
  reset: { type: 'reset', ms: pressMs.short },
}

/** Two buttons and two lamps of the machine's case. The device sleeps through a press and answers when it has ended. */
export function nanokvmPower({ client, dialect, viewOnly }: Nanokvm) {
  const told = writable<PowerState>({ power: 'unknown', busy: false })
  const tell = (change: Partial<PowerState>) => {
    const next = { ...told.getState(), ...change }
    if (!isSame(next, told.getState())) told.set(next)
  }
  const poll = new LivePoll(readLamps, everyMs)
  /** The disk's lamp is wired on the first boards only; elsewhere it is always told as off (server/service/vm/gpio.go). */
  let hasDiskLed: boolean | undefined

  const capability: PowerCapability = {
    actions: ['power-on', 'power-off', 'press-power', 'force-off', 'reset'],
    state: followed(told, poll),
    pressMs,
    async perform(action, { pressMs: chosenMs, signal } = {}) {
      const press = presses[action]
      if (!press) throw new DeviceError('not-supported', { detail: action })
      refuseIfViewOnly(viewOnly)
      // Two at once would interleave on the wires.
      if (told.getState().busy) throw new DeviceError('action-busy')
      tell({ busy: true })
      try {
        if (press.when) await refuseUnless(press.when, signal)
        const duration = chosenMs ?? press.ms
        // Once it is sent the button goes down, whoever leaves: the signal only stops our waiting.
        const options = { timeoutMs: duration + graceMs, ...(signal && { signal }) }
        await client.post('api/vm/gpio', { type: press.type, duration }, options)
      } finally {
        tell({ busy: false })
        void readLamps(AbortSignal.timeout(graceMs)).catch(() => {}) // the next poll tells
      }
    },
  }
  return {
    capability,
    /** Nothing is known of the lamps while the device is away. */
    forget: () => tell({ power: 'unknown' }),
    dispose: () => poll.dispose(),
  }

  async function readLamps(signal: AbortSignal): Promise<true> {
    hasDiskLed ??= await readHasDiskLed(signal)
    const { pwr, hdd } = await client.get(dialect().leds, ledsWire, { signal })
    tell({ power: pwr ? 'on' : 'off', ...(hasDiskLed && { diskLed: hdd }) })
    return true
  }

  async function readHasDiskLed(signal: AbortSignal): Promise<boolean> {
    try {
      return (await client.get('api/vm/hardware', hardwareWire, { signal })).version === 'Alpha'
    } catch (error) {
      if (error instanceof DeviceError && error.reason === 'not-supported') return true // before 2.1.5 all were Alphas
      throw error
    }
  }

  async function refuseUnless(wanted: 'on' | 'off', signal?: AbortSignal): Promise<void> {
    const { pwr } = await client.get(dialect().leds, ledsWire, { ...(signal && { signal }) })
    const detail = `the power lamp is ${pwr ? 'on' : 'off'}`
    if (pwr !== (wanted === 'on')) throw new DeviceError('power-is-so', { detail })
  }
}

/** The lamps are asked for while somebody follows them. */
function followed(told: Readable<PowerState>, poll: LivePoll<true>): Readable<PowerState> {
  return {
    getState: told.getState,
    getInitialState: told.getInitialState,
    subscribe(listener) {
      const unfollow = poll.follow()
      const stop = told.subscribe(listener)
      return () => {
        stop()
        unfollow()
      }
    },
  }
}
