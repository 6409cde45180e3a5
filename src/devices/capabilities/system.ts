import type { Readable } from '../../lib/readable'
import type { Tuning } from './tuning'

/** The device itself: what it is, what can be set on it, what it can be told to do. */
export interface SystemCapability {
  /** In the order to show them. Rejects with DeviceError. */
  facts(signal?: AbortSignal): Promise<readonly SystemFact[]>
  readonly tuning?: Tuning
  readonly actions: readonly SystemAction[]
  perform?(action: SystemAction, signal?: AbortSignal): Promise<void>
  /** The device's log, oldest first; with `follow` the iteration ends only with the signal. */
  log?(options: {
    readonly follow: boolean
    readonly sinceS?: number
    readonly signal: AbortSignal
  }): AsyncIterable<string>
  /** What is on purpose left to the device's own page: keyed to the catalogue. */
  readonly left?: 'kvmd' | 'nanokvm'
  readonly scripts?: ScriptsCapability | undefined
  readonly autostart?: AutostartCapability | undefined
  readonly ports?: PortsCapability
}

export interface SystemFact {
  /** Keyed to the catalogue: `version`, `hostname`, `addresses`, `dialect` … */
  readonly id: string
  readonly value: string
}

export type SystemAction = 'reboot' | 'restart-stream' | 'reset-hdmi' | 'enable-hdmi' | 'disable-hdmi'

/** Machines behind one device, of which one is shown: a PiKVM Switch. */
export interface PortsCapability {
  /** Empty where there is no switch. */
  readonly state: Readable<readonly SwitchPort[]>
  activate(id: string, signal?: AbortSignal): Promise<void>
}

export interface SwitchPort {
  /** As the device counts them: `1`, `2.3`. */
  readonly id: string
  /** The owner's text; empty for none. */
  readonly name: string
  readonly active: boolean
  readonly video: boolean
  readonly usb: boolean
  readonly power: boolean
}

/** Scripts kept on a NanoKVM, run as root on the device, not on the machine. */
export interface ScriptsCapability {
  list(signal?: AbortSignal): Promise<readonly string[]>
  upload(file: File, signal?: AbortSignal): Promise<void>
  /** In the foreground: resolves with its output when it ends. In the background: at once, with nothing. */
  run(name: string, where: 'foreground' | 'background', signal?: AbortSignal): Promise<string>
  remove(name: string, signal?: AbortSignal): Promise<void>
}

/** Programs that a NanoKVM starts, as root, each time it starts itself. */
export interface AutostartCapability {
  list(signal?: AbortSignal): Promise<readonly string[]>
  read(name: string, signal?: AbortSignal): Promise<string>
  /** Makes it, or puts this in its place. */
  write(name: string, content: string, signal?: AbortSignal): Promise<void>
  remove(name: string, signal?: AbortSignal): Promise<void>
}
