import { DeviceError } from '../../errors'
import type { KasmWire } from './KasmWire'
import { relayMessage, subscribeMessage } from './messages'

/** The server does not answer a longer name at all, and loses its place in the stream when data comes under one. */
const longestNameBytes = 63
/** The server takes 1 MiB; what a datagram holds on most systems is less, and the panel promises this. */
const mostBytes = 64 * 1024
const answerMs = 5_000

interface Answer {
  readonly isTaken: boolean
  readonly text: string
}

interface Question {
  readonly name: string
  readonly timer: ReturnType<typeof setTimeout>
  resolve(answer: Answer): void
  reject(error: unknown): void
}

type Listener = (data: Uint8Array) => void

/**
 * Subscriptions to Unix relays: one on the wire for each name, however many listen here, and again after a reconnect.
 * Answers name nothing and come in the order of the questions: kasmtech/KasmVNC common/rfb/VNCSConnectionST.cxx.
 */
export class KasmRelay {
  private readonly wire: KasmWire
  private readonly listeners = new Map<string, Set<Listener>>()
  /** Names taken by the server on this connection: asking twice would cost one of its four places. */
  private readonly taken = new Set<string>()
  private readonly opening = new Map<string, Promise<void>>()
  private readonly questions: Question[] = []
  /** Answers still to come to questions that were given up. */
  private owed = 0

  constructor(wire: KasmWire) {
    this.wire = wire
  }

  /** Resolves with the function that stops it, once the server has taken the name. */
  async subscribe(name: string, listener: Listener, signal?: AbortSignal): Promise<() => void> {
    checkName(name)
    signal?.throwIfAborted()
    await this.open(name)
    signal?.throwIfAborted()
    const known = this.listeners.get(name) ?? new Set()
    this.listeners.set(name, known.add(listener))
    return () => {
      known.delete(listener)
      if (known.size === 0) this.listeners.delete(name)
    }
  }

  /** Nothing answers: the data goes to whoever spoke last on that relay, if anybody has. */
  async send(name: string, data: Uint8Array): Promise<void> {
    checkName(name)
    if (data.length > mostBytes) throw new DeviceError('not-supported', { detail: `more than ${mostBytes} bytes` })
    this.wire.check()
    if (!this.taken.has(name)) throw new DeviceError('action-refused', { detail: 'not subscribed' })
    this.wire.act(relayMessage(name, data))
  }

  /**
   * Whether this user may change anything at all: the server looks at that before it looks for a relay's name. The empty
   * one fits each of its four places that is free, takes none, and leaves no line in its log. `undefined` when it says
   * nothing.
   */
  async mayWrite(): Promise<boolean | undefined> {
    const answer = await this.question('').catch(() => undefined)
    return answer && answer.text !== 'No permissions'
  }

  /** A connection stands: what was subscribed is again. */
  began(): void {
    for (const name of this.listeners.keys()) void this.open(name).catch(() => {}) // the panel shows that nothing comes
  }

  ended(): void {
    this.taken.clear()
    this.opening.clear()
    this.owed = 0
    for (const { timer, reject } of this.questions.splice(0)) {
      clearTimeout(timer)
      reject(new DeviceError('connection-lost'))
    }
  }

  answered(isTaken: boolean, text: string): void {
    if (this.owed > 0) {
      this.owed--
      return
    }
    const question = this.questions.shift()
    if (!question) return
    clearTimeout(question.timer)
    question.resolve({ isTaken, text })
  }

  received(name: string, data: Uint8Array): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) listener(data)
  }

  private open(name: string): Promise<void> {
    if (this.taken.has(name)) return Promise.resolve()
    const known = this.opening.get(name)
    if (known) return known
    const opened = this.question(name)
      .then(({ isTaken, text }) => {
        if (!isTaken) throw new DeviceError('action-refused', { said: text })
        this.taken.add(name)
      })
      .finally(() => this.opening.delete(name))
    this.opening.set(name, opened)
    return opened
  }

  private question(name: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!this.wire.ask(subscribeMessage(name))) {
        return reject(new DeviceError('not-connected'))
      }
      const timer = setTimeout(() => {
        this.questions.splice(this.questions.indexOf(question), 1)
        this.owed++
        reject(new DeviceError('action-timeout'))
      }, answerMs)
      const question: Question = { name, timer, resolve, reject }
      this.questions.push(question)
    })
  }
}

function checkName(name: string): void {
  const length = new TextEncoder().encode(name).length
  if (length === 0 || length > longestNameBytes) {
    throw new DeviceError('not-supported', { detail: `a name of ${length} bytes` })
  }
}
