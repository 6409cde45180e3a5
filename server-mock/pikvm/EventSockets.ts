import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { Age } from './ages'
import type { Hid } from './Hid'
import { runHidFrame } from './hidFrames'
import { hidButtonNames } from './hidKeys'

const pingAfterMs = 15_000
const pongWithinMs = 8_000

export interface EventSocketsOptions {
  readonly age: Age
  readonly hid: Hid
  /** So long it takes to gather every state: before 4.21 a new socket neither says nor hears a thing until then. */
  readonly gatherMs?: number
  /** Everything there is, as full events in the order in which kvmd's pollers send them. */
  bundle(): readonly (readonly [type: string, whole: Record<string, unknown>])[]
  wholeOf(type: string): Record<string, unknown>
  /** So many sockets count as viewers now. */
  onViewers(count: number): void
}

interface Session {
  readonly socket: WebSocket
  readonly isViewer: boolean
  /** It has not had its first states yet, and hears nothing. */
  isGathering: boolean
}

/** The sockets at `/ws`: kvmd/htserver.py and kvmd/apps/kvmd/server.py. */
export class EventSockets {
  private readonly options: EventSocketsOptions
  private readonly sessions = new Set<Session>()

  constructor(options: EventSocketsOptions) {
    this.options = options
  }

  get count(): number {
    return this.sessions.size
  }

  get viewers(): number {
    return [...this.sessions].filter(({ isViewer }) => isViewer).length
  }

  /** A socket that has been let in. */
  open(socket: WebSocket, _request: IncomingMessage, isViewer: boolean): void {
    const { age, hid } = this.options
    const session = { socket, isViewer, isGathering: !age.broadcastsBundle }
    this.sessions.add(session)
    if (age.isToday) hid.releaseAll() // before 4.111 only when somebody went
    if (age.loopFirst) this.send(socket, 'loop', { version: versionOf(age.version) })
    this.countChanged()
    const gathered = age.broadcastsBundle ? this.tellBundle() : this.gather(session)
    const stopPings = this.keepAlive(socket)
    socket.on('message', (data: Buffer, isBinary) => {
      const heard = () => (isBinary ? this.binary(socket, data) : this.text(socket, data.toString()))
      if (gathered) void gathered.then(heard)
      else heard()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      stopPings()
      this.sessions.delete(session)
      hid.releaseAll()
      this.countChanged()
    })
  }

  /** A part of a subsystem changed: everybody hears of it, in the words of this age. */
  tell(type: string, part: Record<string, unknown>): void {
    const events = this.options.age.events(type, part, this.options.wholeOf(type))
    for (const { socket, isGathering } of this.sessions) {
      if (!isGathering) for (const [name, event] of events) this.send(socket, name, event)
    }
  }

  /** All sockets end at once, without a goodbye: the device restarts. */
  cut(): void {
    for (const { socket } of this.sessions) socket.terminate()
  }

  /** 4.20 calls for all states together, sends them, and only then begins to read: kvmd/apps/kvmd/server.py. */
  private async gather(session: Session): Promise<void> {
    const { socket } = session
    const { gatherMs = 0 } = this.options
    if (gatherMs > 0) await new Promise(resolve => setTimeout(resolve, gatherMs))
    session.isGathering = false
    for (const [type, whole] of this.options.bundle()) this.sendWhole(socket, type, whole)
    this.send(socket, 'loop', {})
  }

  private tellBundle(): void {
    for (const [type, whole] of this.options.bundle()) {
      for (const { socket } of this.sessions) this.sendWhole(socket, type, whole)
    }
  }

  private sendWhole(socket: WebSocket, type: string, whole: Record<string, unknown>): void {
    // `info` comes in as many events as it has fields.
    const parts = type === 'info' ? Object.entries(whole).map(([name, value]) => ({ [name]: value })) : [whole]
    const seen = new Set<string>()
    for (const part of parts) {
      for (const [name, event] of this.options.age.events(type, part, whole)) {
        if (name === 'info_hw_state' && seen.has(name)) continue
        seen.add(name)
        this.send(socket, name, event)
      }
    }
  }

  private countChanged(): void {
    this.options.onViewers(this.viewers)
    this.tell('clients', { count: this.viewers })
  }

  private send(socket: WebSocket, name: string, event: unknown): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ event_type: name, event }))
  }

  /** Silence for 15 s, a Ping, and 8 s for the answer. */
  private keepAlive(socket: WebSocket): () => void {
    let ping: NodeJS.Timeout
    let drop: NodeJS.Timeout | undefined
    const heard = () => {
      clearTimeout(drop)
      clearTimeout(ping)
      ping = setTimeout(() => {
        socket.ping()
        drop = setTimeout(() => socket.terminate(), pongWithinMs)
      }, pingAfterMs)
      ping.unref()
    }
    ping = setTimeout(() => {}, 0)
    heard()
    socket.on('message', heard)
    socket.on('pong', heard)
    return () => {
      clearTimeout(ping)
      clearTimeout(drop)
    }
  }

  private binary(socket: WebSocket, data: Buffer): void {
    // kvmd/htserver.py:450-458: an empty frame falls through to the branch that leaves the loop.
    if (data.length === 0) return socket.close()
    if (data[0] === 0) {
      if (this.options.age.isToday) socket.send(Buffer.from([0xff]))
      return
    }
    runHidFrame(this.options.hid, data, this.options.age.isToday)
  }

  private text(socket: WebSocket, text: string): void {
    const message = recordOf(parsed(text))
    const event = recordOf(message?.event)
    if (!message || !event) return // logged and ignored
    const { hid } = this.options
    switch (message.event_type) {
      case 'ping':
        return this.send(socket, 'pong', {})
      case 'key':
        if (typeof event.key === 'string' && typeof event.state === 'boolean') {
          hid.key(event.key, event.state, this.options.age.isToday && event.finish === true)
        }
        return
      case 'mouse_button': {
        const name = hidButtonNames.find(known => known === event.button)
        if (name && typeof event.state === 'boolean') hid.button(name, event.state)
        return
      }
      case 'mouse_move': {
        const to = recordOf(event.to)
        if (typeof to?.x === 'number' && typeof to.y === 'number') hid.moveTo(to.x, to.y)
        return
      }
      case 'mouse_relative':
        return forDeltas(event, (x, y) => hid.moveBy(x, y))
      case 'mouse_wheel':
        return forDeltas(event, (x, y) => hid.wheel(x, y))
    }
  }
}

function forDeltas(event: Record<string, unknown>, run: (x: number, y: number) => void): void {
  for (const item of Array.isArray(event.delta) ? event.delta : [event.delta]) {
    const delta = recordOf(item)
    if (typeof delta?.x === 'number' && typeof delta.y === 'number') run(delta.x, delta.y)
  }
}

function versionOf(version: string): { major: number; minor: number } {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return { major, minor }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}
