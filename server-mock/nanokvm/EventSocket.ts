import type { WebSocket } from 'ws'
import type { Machine } from '../machine/Machine'
import { type Age, has } from './ages'
import type { Capture } from './Capture'
import type { HidPort } from './HidPort'
import { JsonHid, ServerCrash } from './JsonHid'

export interface EventHost {
  readonly age: Age
  readonly machine: Machine
  readonly hid: HidPort
  readonly capture: Capture
  /** `known` is false until the machine has sent a report for its lamps. */
  lamps(): object
  onLamps(listener: () => void): () => void
  readonly idleMs: number
  crash(why: string): void
}

/** One page on `/api/ws`: reports up, events down (server/service/ws/client.go). */
export class EventSocket {
  private readonly socket: WebSocket
  private readonly host: EventHost
  private readonly json: JsonHid
  private readonly stops: (() => void)[] = []
  private idle: NodeJS.Timeout | undefined

  constructor(socket: WebSocket, host: EventHost) {
    this.socket = socket
    this.host = host
    const { age, hid } = host
    const oldModifiers = !has(age, '2.1.3')
    this.json = new JsonHid(hid, { oldModifiers, wheelDownIsPositive: !has(age, '2.3.1') })
    socket.on('message', (data: Buffer) => this.take(data))
    socket.once('close', () => this.end())
    this.snapshots()
    this.rearm()
  }

  private take(data: Buffer): void {
    this.rearm()
    const { age, hid, crash } = this.host
    if (!has(age, '2.3.2')) {
      try {
        this.json.take(data.toString())
      } catch (error) {
        if (error instanceof ServerCrash) crash(error.message)
        else throw error
      }
      return
    }
    if (data.length === 0 && !has(age, '2.4.0')) return crash('index out of range [0] with length 0')
    const report = data.subarray(1)
    if (data[0] === 1 && report.length === 8) hid.keyboard(report)
    else if (data[0] === 2 && report.length === 4) hid.relative(report)
    else if (data[0] === 2 && report.length === 6) hid.absolute(report)
  }

  private snapshots(): void {
    const { age, capture, lamps, onLamps } = this.host
    if (!has(age, '2.4.2')) return
    const statuses = [...capture.statuses.values()].sort((a, b) => (a.mode < b.mode ? -1 : 1))
    for (const status of statuses) this.tell('capture-status', status)
    this.stops.push(capture.changes.add(status => this.tell('capture-status', status)))
    if (!has(age, '2.5.0')) return
    const tellModes = () => {
      const { generation, revision, viewers, mixed } = capture
      this.tell('h264-mode-status', { generation, revision, direct: viewers.direct, webrtc: viewers.h264, mixed })
    }
    tellModes()
    this.tell('hid-led-status', lamps())
    this.stops.push(
      capture.mixes.add(tellModes),
      onLamps(() => this.tell('hid-led-status', lamps())),
    )
  }

  /** The payload is JSON in a string in JSON. */
  private tell(type: string, data: unknown): void {
    this.socket.send(JSON.stringify({ type, data: JSON.stringify(data) }))
  }

  /** 2.5.0 ends a page that is silent for 90 s. */
  private rearm(): void {
    if (!has(this.host.age, '2.5.0')) return
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.socket.close(), this.host.idleMs)
  }

  private end(): void {
    clearTimeout(this.idle)
    for (const stop of this.stops) stop()
    if (has(this.host.age, '2.5.0')) this.host.hid.release()
  }
}
