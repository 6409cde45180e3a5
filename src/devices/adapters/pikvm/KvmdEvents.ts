import { Lifetime } from '../../../lib/lifetime'
import { decodeJson } from '../../../net/decode'
import { openSocket } from '../../../net/socket'
import { DeviceError } from '../../errors'
import { type KvmdState, mergeEvent } from './KvmdState'
import { messageWire } from './wire'

const pingEveryMs = 2_000
/** The device's own page gives up after so long without an answer (web/share/js/kvm/session.js). */
const silentMs = 15_000
/** The bundle has no end since 4.21: so long after its first event what is there counts as all. */
const bundleMs = 3_000

export interface KvmdEventsOptions {
  readonly url: string
  /** What is known so far; an event makes it another. */
  state(): KvmdState
  changed(state: KvmdState): void
  /** It was let in; the states come when the device has gathered them. */
  opened(): void
  /** The first states are here. */
  ready(): void
  roundTrip(ms: number): void
  /** Over, once, unless it was closed from here. `opened`: it had been let in. */
  ended(why: DeviceError, opened: boolean): void
}

const firstStates = ['atx', 'hid', 'msd', 'gpio', 'streamer'] as const

/** One socket at `/api/ws`: states in, keys and pointer out. It never reconnects. */
export class KvmdEvents {
  private readonly socket: WebSocket
  private readonly options: KvmdEventsOptions
  private readonly lifetime = new Lifetime()
  private readonly told = new Set<string>()
  private isReady = false
  private opened = false
  private pingedAtMs: number | undefined
  private heardAtMs = Date.now()

  constructor(options: KvmdEventsOptions) {
    this.options = options
    this.socket = openSocket(options.url)
    const { signal } = this.lifetime
    this.socket.addEventListener('open', () => this.open(), { signal })
    this.socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.message(data), { signal })
    this.socket.addEventListener('close', event => this.closed(event), { signal })
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN
  }

  /** Text as kvmd of any age understands it. Nothing is ever acknowledged. */
  send(type: string, event: object): void {
    if (this.isOpen) this.socket.send(JSON.stringify({ event_type: type, event }))
  }

  sendBytes(frame: Uint8Array<ArrayBuffer>): void {
    if (this.isOpen) this.socket.send(frame)
  }

  /** Safe twice. */
  close(): void {
    this.lifetime.dispose()
    this.socket.close()
  }

  private open(): void {
    this.opened = true
    this.options.opened()
    this.lifetime.interval(() => this.ping(), pingEveryMs)
  }

  private message(data: unknown): void {
    this.heardAtMs = Date.now()
    if (typeof data !== 'string') return // the answer to a binary ping
    const message = readMessage(data)
    if (!message) return
    const { event_type: type, event } = message
    if (type === 'pong') return this.pong()
    const state = merged(this.options.state(), type, event)
    if (!state) return
    this.options.changed(state)
    if (this.told.size === 0) this.lifetime.timeout(() => this.settle(), bundleMs)
    this.told.add(type.replace(/_state$/, ''))
    if (firstStates.every(name => this.told.has(name))) this.settle()
  }

  private settle(): void {
    if (this.isReady) return
    this.isReady = true
    this.options.ready()
  }

  /**
   * Up to 4.20 a new socket is silent until kvmd has gathered every state, for as long as its slowest part takes, and
   * each further socket makes it gather again: until the first event the socket's own life is all that counts.
   */
  private get isSilent(): boolean {
    return this.told.size > 0 && Date.now() - this.heardAtMs > silentMs
  }

  private ping(): void {
    // A hidden page's timers are held back: its silence would be our own.
    if (globalThis.document?.hidden) {
      this.heardAtMs = Date.now()
      this.pingedAtMs = undefined
    } else if (this.isSilent) return this.fail(new DeviceError('connection-lost'))
    this.pingedAtMs = performance.now()
    this.send('ping', {})
  }

  private pong(): void {
    if (this.pingedAtMs !== undefined) this.options.roundTrip(performance.now() - this.pingedAtMs)
    this.pingedAtMs = undefined
  }

  private closed({ code, reason, wasClean }: CloseEvent): void {
    const why = !this.opened ? 'socket-failed' : wasClean ? 'server-closed' : 'connection-lost'
    this.fail(new DeviceError(why, { code, ...(reason && { detail: reason }) }))
  }

  private fail(why: DeviceError): void {
    if (this.lifetime.ended) return
    const { opened } = this
    this.close()
    this.options.ended(why, opened)
  }
}

function readMessage(data: string) {
  try {
    return decodeJson(messageWire, data)
  } catch {
    return undefined
  }
}

/** An event that cannot be read changes nothing: what it was about stays as it was last told. */
function merged(state: KvmdState, type: string, event: unknown): KvmdState | undefined {
  try {
    return mergeEvent(state, type, event)
  } catch {
    return undefined
  }
}
