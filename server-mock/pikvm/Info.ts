import { RealClock, Timers } from '../machine/Clock'
import type { Call } from './Call'
import type { Subsystem, Tell } from './Subsystem'
import { bool, isMissing, someOf } from './validators'

const healthEveryMs = 5_000
const fields = ['system', 'auth', 'meta', 'extras', 'health', 'uptime', 'node', 'fan'] as const

export interface InfoOptions {
  readonly version: string
  readonly hostName?: string
  readonly authEnabled: boolean
  /** Knows `legacy=0` and `node`, `uptime` (kvmd 4.130 on). */
  readonly isToday: boolean
}

/** What the device says of itself: kvmd/apps/kvmd/info. Its temperature breathes; undervoltage is for tests to set. */
export class Info implements Subsystem {
  readonly type = 'info'
  private readonly tell: Tell
  private readonly options: InfoOptions
  private readonly timers = new Timers(new RealClock())
  private readonly startedMs = Date.now()
  private undervoltage = { now: false, past: false }
  /** kvmd-vnc runs. */
  hasVnc = false

  constructor(tell: Tell, options: InfoOptions) {
    this.tell = tell
    this.options = options
    this.timers.every(healthEveryMs, () => {
      this.tell(this.type, { uptime: this.uptime() })
      this.tell(this.type, { health: this.health() })
    })
  }

  /** Its power supply is too weak for a moment. */
  setUndervoltage(now: boolean): void {
    this.undervoltage = { now, past: this.undervoltage.past || now }
    this.tell(this.type, { health: this.health() })
  }

  state(): Record<string, unknown> {
    return {
      system: this.system(),
      auth: { enabled: this.options.authEnabled },
      meta: { server: { host: this.options.hostName ?? 'pikvm' }, kvm: {} },
      extras: extras(this.hasVnc),
      health: this.health(),
      uptime: this.uptime(),
      node: { host: this.options.hostName ?? 'pikvm' },
      fan: { monitored: false, state: null },
    }
  }

  answer(call: Call): void {
    const { isToday } = this.options
    const legacy = !isToday || bool(call.get('legacy'), true)
    const known = legacy ? ([...fields, 'hw'] as const) : fields
    const given = call.get('fields')
    const wanted = isMissing(given) ? undefined : someOf(given, known)
    const state = this.state()
    const { platform, ...system } = this.system()
    const all: Record<string, unknown> = legacy ? { ...state, system, hw: { health: state.health, platform } } : state
    const usual = legacy ? fields.filter(name => name !== 'health').concat('hw' as never) : fields
    const shown = (wanted ?? usual).filter(name => isToday || (name !== 'node' && name !== 'uptime'))
    call.ok(Object.fromEntries(shown.map(name => [name, all[name]])))
  }

  dispose(): void {
    this.timers.dispose()
  }

  private system() {
    return {
      kvmd: { version: this.options.version },
      streamer: {
        app: 'ustreamer',
        version: '6.62',
        features: {
          ...{ WITH_PYTHON: true, WITH_JANUS: false, WITH_V4P: false, WITH_GPIO: false, WITH_SYSTEMD: false },
          ...{ WITH_PTHREAD_NP: true, WITH_SETPROCTITLE: true, WITH_PDEATHSIG: true },
        },
      },
      kernel: {
        ...{ system: 'Linux', release: '6.6.45-13-rpi', version: '#1 SMP Mon Sep 16 00:00:00 MSK 2024' },
        machine: 'aarch64',
      },
      platform: {
        ...{ type: 'rpi', base: 'Virtual Raspberry Pi', serial: '0000000000000000', model: 'test_model' },
        ...{ video: 'test_video', board: 'test_board' },
      },
    }
  }

  private health() {
    const seconds = (Date.now() - this.startedMs) / 1000
    const wave = Math.sin(seconds / 40)
    const total = 4_147_486_720
    const never = { now: false, past: false }
    const throttled = { undervoltage: { ...this.undervoltage }, freq_capped: never, throttled: never }
    return {
      temp: { cpu: Math.round((48 + 4 * wave) * 1000) / 1000 },
      cpu: { percent: Math.round(9 + 6 * wave) },
      mem: { percent: 11.4, total, available: Math.round(total * (0.88 + 0.01 * wave)) },
      throttling: {
        raw_flags: (this.undervoltage.now ? 1 : 0) | (this.undervoltage.past ? 1 << 16 : 0),
        parsed_flags: throttled,
        ignore_past: false,
      },
    }
  }

  private uptime() {
    const total = 65_425 + Math.floor((Date.now() - this.startedMs) / 1000)
    const parts = {
      days: Math.floor(total / 86_400),
      hours: Math.floor(total / 3_600) % 24,
      minutes: Math.floor(total / 60) % 60,
      seconds: total % 60,
    }
    return { total, parts }
  }
}

function extras(hasVnc: boolean) {
  const off = { enabled: false, started: false }
  return {
    vnc: {
      ...{ name: 'VNC', description: 'Show VNC information', icon: 'share/svg/vnc.svg', path: 'vnc' },
      ...{ daemon: 'kvmd-vnc', port: 5900, place: 20, enabled: hasVnc, started: hasVnc },
    },
    ipmi: {
      ...{ name: 'IPMI', description: 'Show IPMI information', icon: 'share/svg/ipmi.svg', path: 'ipmi' },
      ...{ daemon: 'kvmd-ipmi', port: 623, place: 21, ...off },
    },
  }
}
