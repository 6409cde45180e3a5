import { RealClock, Timers } from '../machine/Clock'
import type { Machine } from '../machine/Machine'
import type { Call } from './Call'
import { busy, refused } from './KvmdError'
import type { Subsystem, Tell } from './Subsystem'
import { bool, oneOf } from './validators'

const shortMs = 100
const longMs = 5_500
/** After the button is let go, before the next press: kvmd/plugins/atx/gpio.py. */
const pauseMs = 1_000

export interface AtxOptions {
  readonly enabled?: boolean
  /** Power and reset may be pressed at the same time (kvmd 4.88 on). */
  readonly separateRegions?: boolean
}

/** The two buttons and two lamps of the case, wired to the simulated machine: kvmd/plugins/atx/gpio.py. */
export class Atx implements Subsystem {
  readonly type = 'atx'
  private readonly machine: Machine
  private readonly tell: Tell
  private readonly options: AtxOptions
  private readonly timers = new Timers(new RealClock())
  private readonly acts = { power: false, reset: false }
  private readonly stopLeds: () => void

  constructor(machine: Machine, tell: Tell, options: AtxOptions = {}) {
    this.machine = machine
    this.tell = tell
    this.options = options
    this.stopLeds = machine.onLeds(() => this.changed())
  }

  get enabled(): boolean {
    return this.options.enabled ?? true
  }

  state(): Record<string, unknown> {
    const { power, disk } = this.machine.leds
    const leds = this.enabled ? { power, hdd: disk } : { power: false, hdd: false }
    return { enabled: this.enabled, busy: this.acts.power || this.acts.reset, acts: { ...this.acts }, leds }
  }

  /** Acts only if the lamp says that it makes sense; otherwise 200 and nothing happens. */
  async power(call: Call): Promise<void> {
    const action = oneOf(call.get('action'), 'ATX power action', ['on', 'off', 'off_hard', 'reset_hard'])
    const waits = bool(call.get('wait'), false)
    this.checkEnabled()
    const isOn = this.machine.leds.power
    if ((action === 'on') === isOn) return call.ok()
    if (action === 'reset_hard') await this.press('reset', shortMs, waits)
    else await this.press('power', action === 'off_hard' ? longMs : shortMs, waits)
    call.ok()
  }

  async click(call: Call): Promise<void> {
    const button = oneOf(call.get('button'), 'ATX button', ['power', 'power_long', 'reset'])
    const waits = bool(call.get('wait'), false)
    this.checkEnabled()
    if (button === 'reset') await this.press('reset', shortMs, waits)
    else await this.press('power', button === 'power_long' ? longMs : shortMs, waits)
    call.ok()
  }

  dispose(): void {
    this.stopLeds()
    this.timers.dispose()
  }

  private checkEnabled(): void {
    if (!this.enabled) throw refused('AtxDisabledError', 'ATX is disabled')
  }

  private press(region: 'power' | 'reset', ms: number, waits: boolean): Promise<void> {
    const separate = this.options.separateRegions ?? true
    if (this.acts[region] || (!separate && (this.acts.power || this.acts.reset))) {
      throw busy('AtxIsBusyError', 'Performing another ATX operation, please try again later')
    }
    this.acts[region] = true
    this.changed()
    if (region === 'power') this.machine.powerButton.press(ms)
    else this.timers.after(ms, () => this.machine.reset())
    return new Promise(resolve => {
      if (!waits) resolve()
      this.timers.after(ms + pauseMs, () => {
        this.acts[region] = false
        this.changed()
        resolve()
      })
    })
  }

  private changed(): void {
    if (this.enabled) this.tell(this.type, this.state())
  }
}
