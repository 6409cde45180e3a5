import { type Readable, writable } from '../../lib/readable'

export interface RelayMessage {
  readonly id: number
  readonly atMs: number
  readonly relay: string
  readonly direction: 'received' | 'sent'
  readonly bytes: Uint8Array
}

export interface RelayLogState {
  /** Oldest first. */
  readonly messages: readonly RelayMessage[]
  /** Arrived while paused, not shown yet. */
  readonly waiting: number
  /** Fell out at the old end. */
  readonly dropped: number
  readonly isPaused: boolean
}

/** Whichever is reached first; an app may send a megabyte at a time. */
const maxMessages = 5_000
const maxBytes = 16 * 1024 * 1024
/** A chatty app must not make the page draw for every datagram. */
const drawEveryMs = 100

/** What passed through the relays of one machine, within bounds, published at most ten times a second. */
export class RelayLog {
  private readonly store = writable<RelayLogState>({ messages: [], waiting: 0, dropped: 0, isPaused: false })
  private kept: RelayMessage[] = []
  private bytes = 0
  private dropped = 0
  private nextId = 1
  private drawing: ReturnType<typeof setTimeout> | undefined

  get state(): Readable<RelayLogState> {
    return this.store
  }

  add(relay: string, direction: RelayMessage['direction'], bytes: Uint8Array): void {
    this.kept.push({ id: this.nextId++, atMs: Date.now(), relay, direction, bytes })
    this.bytes += bytes.length
    while (this.kept.length > maxMessages || this.bytes > maxBytes) {
      this.bytes -= this.kept.shift()?.bytes.length ?? 0
      this.dropped++
    }
    this.drawing ??= setTimeout(() => this.publish(), drawEveryMs)
  }

  setPaused(isPaused: boolean): void {
    this.store.set({ ...this.store.getState(), isPaused })
    this.publish()
  }

  clear(): void {
    this.kept = []
    this.bytes = 0
    this.dropped = 0
    this.store.set({ ...this.store.getState(), messages: [], waiting: 0, dropped: 0 })
  }

  private publish(): void {
    clearTimeout(this.drawing)
    this.drawing = undefined
    const { isPaused, messages } = this.store.getState()
    const lastShown = messages.at(-1)?.id ?? 0
    if (isPaused) {
      const waiting = this.kept.filter(message => message.id > lastShown).length
      this.store.set({ ...this.store.getState(), waiting })
    } else this.store.set({ isPaused, messages: [...this.kept], waiting: 0, dropped: this.dropped })
  }
}
