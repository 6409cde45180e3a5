import { RealClock, Timers } from '../machine/Clock'
import type { Machine } from '../machine/Machine'
import type { Call } from './Call'
import type { GpioOutput, GpioSetup } from './gpioExample'
import { busy, refused } from './KvmdError'
import type { Subsystem, Tell } from './Subsystem'
import { bool, float, gpioChannel } from './validators'

/** After every operation the channel stays busy so long: kvmd/apps/kvmd/ugpio.py. */
const busyTailMs = 200

/** Inputs, relays, buttons and commands that somebody wired to the device: kvmd/apps/kvmd/ugpio.py. */
export class Gpio implements Subsystem {
  readonly type = 'gpio'
  readonly setup: GpioSetup
  private readonly machine: Machine
  private readonly tell: Tell
  private readonly timers = new Timers(new RealClock())
  private readonly inputs = new Map<string, boolean>()
  private readonly outputs = new Map<string, { on: boolean; busy: boolean }>()

  constructor(machine: Machine, setup: GpioSetup, tell: Tell) {
    this.machine = machine
    this.setup = setup
    this.tell = tell
    for (const name of Object.keys(setup.inputs)) this.inputs.set(name, false)
    for (const name of Object.keys(setup.outputs))
      this.outputs.set(name, { on: name === '__v3_usb_breaker__', busy: false })
  }

  state(): Record<string, unknown> {
    const inputs = Object.fromEntries([...this.inputs.keys()].map(name => [name, this.inputState(name)]))
    const outputs = Object.fromEntries([...this.outputs.keys()].map(name => [name, this.outputState(name)]))
    return { model: { scheme: this.scheme(), view: this.view() }, state: { inputs, outputs } }
  }

  /** What a relay does now, for tests. */
  isOn(channel: string): boolean {
    return this.outputs.get(channel)?.on ?? this.inputs.get(channel) ?? false
  }

  /** Somebody closes a contact. */
  setInput(channel: string, on: boolean): void {
    if (this.inputs.get(channel) === on) return
    this.inputs.set(channel, on)
    this.tell(this.type, { state: { inputs: { [channel]: this.inputState(channel) } } })
  }

  async switch(call: Call): Promise<void> {
    const channel = gpioChannel(call.get('channel'))
    const on = bool(call.get('state'))
    const waits = bool(call.get('wait'), false)
    const output = this.outputOf(channel)
    if (!output.isSwitch) throw refused('GpioSwitchNotSupported', 'This GPIO channel does not support switching')
    await this.run(channel, output, waits, 0, () => this.set(channel, on))
    call.ok()
  }

  async pulse(call: Call): Promise<void> {
    const channel = gpioChannel(call.get('channel'))
    const wantedS = float(call.get('delay'), { min: 0, usual: 0 })
    const waits = bool(call.get('wait'), false)
    const output = this.outputOf(channel)
    const [usual, min, max] = output.pulseS
    if (usual === 0) throw refused('GpioPulseNotSupported', 'This GPIO channel does not support pulsing')
    const seconds = wantedS === 0 ? usual : Math.min(max, Math.max(min, wantedS))
    const ms = output.commandMs ?? seconds * 1000
    if (output.wakes) this.machine.wake()
    const before = this.outputs.get(channel)?.on ?? false
    await this.run(channel, output, waits, ms, () => {
      this.set(channel, !before)
      this.timers.after(ms, () => this.set(channel, before))
    })
    call.ok()
  }

  dispose(): void {
    this.timers.dispose()
  }

  private run(channel: string, output: GpioOutput, waits: boolean, ms: number, act: () => void): Promise<void> {
    const state = this.outputs.get(channel)
    if (!state || state.busy) {
      throw busy('GpioChannelIsBusyError', 'Performing another GPIO operation on this channel, please try again later')
    }
    // Without `wait` a dead driver reaches the log only.
    if (output.isDead && waits) {
      throw refused('GpioDriverOfflineError', `GPIO driver CMD(${output.driver}) is offline`)
    }
    state.busy = true
    this.tellOutput(channel)
    if (!output.isDead) act()
    return new Promise(resolve => {
      if (!waits) resolve()
      this.timers.after(ms + busyTailMs, () => {
        state.busy = false
        this.tellOutput(channel)
        resolve()
      })
    })
  }

  private set(channel: string, on: boolean): void {
    const state = this.outputs.get(channel)
    if (state) state.on = on
    const wired = this.setup.outputs[channel]?.wiredTo
    if (wired !== undefined) this.setInput(wired, on)
  }

  private outputOf(channel: string): GpioOutput {
    const output = this.setup.outputs[channel]
    if (!output) throw refused('GpioChannelNotFoundError', 'GPIO channel is not found')
    return output
  }

  private inputState(channel: string) {
    return { online: true, state: this.inputs.get(channel) ?? false }
  }

  /** A busy channel says that it is off, whatever it is. */
  private outputState(channel: string) {
    const { on = false, busy: isBusy = false } = this.outputs.get(channel) ?? {}
    return { online: true, state: on && !isBusy, busy: isBusy }
  }

  private tellOutput(channel: string): void {
    this.tell(this.type, { state: { outputs: { [channel]: this.outputState(channel) } } })
  }

  private scheme() {
    const inputs = Object.entries(this.setup.inputs).map(([name, hw]) => [name, { hw: { ...hw } }])
    const outputs = Object.entries(this.setup.outputs).map(([name, { isSwitch, pulseS, driver, pin }]) => {
      const [delay, min_delay, max_delay] = pulseS
      return [name, { switch: isSwitch, pulse: { delay, min_delay, max_delay }, hw: { driver, pin } }]
    })
    return { inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) }
  }

  private view() {
    return { header: { title: this.setup.title }, table: this.setup.table }
  }
}
