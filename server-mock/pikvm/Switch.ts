import { RealClock, Timers } from '../machine/Clock'
import type { Machine } from '../machine/Machine'
import type { Call } from './Call'
import { invalid, refused } from './KvmdError'
import type { Subsystem, Tell } from './Subsystem'
import { bool, float, int, isMissing, oneOf } from './validators'

const edidIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const limit = (usual: number) => ({ default: usual, min: 0, max: 10 })

const color = (red: number, green: number, blue: number, brightness: number, blink_ms = 0) => ({
  ...{ red, green, blue, brightness, blink_ms },
})
/** kvmd's defaults: kvmd/apps/kvmd/switch/types.py. */
const colors = {
  inactive: color(255, 0, 0, 64),
  active: color(0, 255, 0, 128),
  flashing: color(0, 170, 255, 128),
  beacon: color(228, 44, 156, 255, 250),
  bootloader: color(255, 170, 0, 128),
}

/** Seconds, kvmd's own: kvmd/apps/kvmd/switch/types.py. */
const clickDelays = { power: 0.5, power_long: 5.5, reset: 0.5 }

/** A case at a port: the simulated machine at the first one, at the others a box with a lamp. */
interface Case {
  isOn: boolean
  isBusy: boolean
  /** How often each of its buttons was pressed. */
  readonly presses: Record<keyof typeof clickDelays, number>
}

/** A PiKVM Switch of one unit with four ports, or none: kvmd/apps/kvmd/switch. The machine stands at port 1. */
export class Switch implements Subsystem {
  readonly type = 'switch'
  private readonly tell: Tell
  private readonly portCount: number
  private active: number
  private readonly names: string[]
  private readonly beacons: boolean[]
  /** What stands at the ports. */
  readonly cases: readonly Case[]
  private readonly machine: Machine
  private readonly timers = new Timers(new RealClock())
  private readonly stopLeds: () => void

  constructor(machine: Machine, tell: Tell, portCount: number) {
    this.machine = machine
    this.tell = tell
    this.cases = Array.from({ length: portCount }, () => {
      return { isOn: false, isBusy: false, presses: { power: 0, power_long: 0, reset: 0 } }
    })
    this.stopLeds = machine.onLeds(() => portCount > 0 && this.atxChanged())
    this.portCount = portCount
    this.active = portCount > 0 ? 0 : -1
    this.names = Array.from({ length: portCount }, (_, port) => ['', 'Router', 'Spare', ''][port % 4] ?? '')
    this.beacons = Array.from({ length: portCount }, () => false)
  }

  get activePort(): number {
    return this.active
  }

  state(): Record<string, unknown> {
    return {
      model: this.model(),
      summary: this.summary(),
      edids: {
        all: { default: { name: 'Default', data: '00FFFFFFFFFFFF00'.padEnd(256, '0'), parsed: null } },
        used: [],
      },
      colors: { ...colors },
      video: { links: this.names.map((_, port) => port < 2) },
      usb: { links: this.names.map((_, port) => port < 2) },
      beacons: { uplinks: this.portCount > 0 ? [false] : [], downlinks: [], ports: [...this.beacons] },
      atx: this.atx(),
    }
  }

  get calls(): Readonly<Record<string, (call: Call) => void>> {
    return {
      'POST /switch/set_active_prev': call => this.activate(call, this.active - 1),
      'POST /switch/set_active_next': call => this.activate(call, this.active + 1),
      'POST /switch/set_active': call => this.activate(call, this.portOf(call)),
      'POST /switch/set_beacon': call => {
        const on = bool(call.get('state'))
        const port = isMissing(call.get('port')) ? int(call.get('uplink') ?? call.get('downlink')) : this.portOf(call)
        if (port < this.portCount) this.beacons[port] = on
        this.tell(this.type, { beacons: this.state().beacons })
        call.ok()
      },
      'POST /switch/set_port_params': call => {
        const port = this.portOf(call)
        this.checkEdid(call.get('edid_id'), true)
        const name = call.get('name')
        if (name !== undefined && port < this.portCount) this.names[port] = name.slice(0, 255)
        this.tell(this.type, { model: this.model() })
        call.ok()
      },
      'POST /switch/set_colors': call => {
        for (const role of ['inactive', 'active', 'flashing', 'beacon', 'bootloader']) {
          const color = call.get(role)
          if (isMissing(color) || color === 'default' || /^[0-9a-f]{6}:[0-9a-f]{2}:[0-9a-f]{4}$/i.test(color)) continue
          throw invalid(`The argument '${color}' is not a valid switch color`)
        }
        call.ok()
      },
      'POST /switch/edids/create': call => {
        const [name, data] = [call.get('name'), call.get('data')]
        if (isMissing(name)) throw invalid('None argument is not a valid not empty stripped string')
        if (isMissing(data) || !/^([0-9a-f]{256}|[0-9a-f]{512})$/i.test(data)) {
          throw invalid(`The argument '${data}' is not a valid switch EDID data`)
        }
        call.ok({ id: crypto.randomUUID() })
      },
      'POST /switch/edids/change': call => this.checkEdid(call.get('id'), false),
      'POST /switch/edids/remove': call => this.checkEdid(call.get('id'), false),
      'POST /switch/atx/power': call => {
        const port = this.portOf(call)
        const action = oneOf(call.get('action'), 'ATX power action', ['on', 'off', 'off_hard', 'reset_hard'])
        const button = action === 'reset_hard' ? 'reset' : action === 'off_hard' ? 'power_long' : 'power'
        if (this.isOn(port) === (action !== 'on')) this.press(port, button)
        call.ok()
      },
      'POST /switch/atx/click': call => {
        const port = this.portOf(call)
        this.press(port, oneOf(call.get('button'), 'ATX button', ['power', 'power_long', 'reset']))
        call.ok()
      },
      'POST /switch/reset': call => {
        int(call.get('unit'))
        call.ok()
      },
    }
  }

  /** Shown from now on, by somebody's button on the switch itself; -1: none is known. */
  setActive(port: number): void {
    this.active = port
    this.tell(this.type, { summary: this.summary() })
  }

  dispose(): void {
    this.stopLeds()
    this.timers.dispose()
  }

  /** `U.P` or a zero-based index; an absent port is accepted all the same. */
  private portOf(call: Call): number {
    const port = float(call.get('port'))
    return Number.isInteger(port) ? port : Math.round((port % 1) * 10) - 1 + (Math.floor(port) - 1) * 4
  }

  private activate(call: Call, port: number): void {
    if (port >= 0 && port < this.portCount && port !== this.active) this.setActive(port)
    call.ok()
  }

  private isOn(port: number): boolean {
    return port === 0 ? this.machine.leds.power : (this.cases[port]?.isOn ?? false)
  }

  private atx() {
    return {
      busy: this.cases.map(({ isBusy }) => isBusy),
      leds: {
        power: this.cases.map((_, port) => this.isOn(port)),
        hdd: this.cases.map((_, port) => port === 0 && this.machine.leds.disk),
      },
    }
  }

  private atxChanged(): void {
    this.tell(this.type, { atx: this.atx() })
  }

  /** A port that is busy or absent is passed over in silence: `_CmdAtxClick` in kvmd/apps/kvmd/switch/chain.py. */
  private press(port: number, button: keyof typeof clickDelays): void {
    const box = this.cases[port]
    if (!box || box.isBusy) return
    const ms = clickDelays[button] * 1000
    box.presses[button]++
    box.isBusy = true
    this.atxChanged()
    if (port === 0 && button !== 'reset') this.machine.powerButton.press(ms)
    this.timers.after(ms, () => {
      if (port === 0 && button === 'reset') this.machine.reset()
      if (button === 'power') box.isOn = !box.isOn
      if (button === 'power_long') box.isOn = false
      this.atxChanged()
      box.isBusy = false
      this.atxChanged()
    })
  }

  private checkEdid(id: string | undefined, mayBeDefault: boolean): void {
    if (isMissing(id) && mayBeDefault) return
    if (mayBeDefault && id === 'default') return
    if (isMissing(id) || !edidIdPattern.test(id)) {
      throw invalid(`The argument '${id}' is not a valid switch EDID ID`)
    }
    throw refused('SwitchUnknownEdidError', 'No specified EDID ID found')
  }

  private summary() {
    return { active_port: this.active, active_id: this.active < 0 ? '' : String(this.active + 1), synced: true }
  }

  private model() {
    return {
      firmware: { version: 9 },
      units: this.portCount > 0 ? [{ firmware: { version: 9, devbuild: false } }] : [],
      ports: this.names.map((name, channel) => ({
        ...{ unit: 0, channel, name, id: String(channel + 1) },
        ...{ atx: { click_delays: { ...clickDelays } }, video: { dummy: true } },
      })),
      limits: { atx: { click_delays: { power: limit(0.5), power_long: limit(5.5), reset: limit(0.5) } } },
    }
  }
}
