import type { WebSocket } from 'ws'
import type { VideoUnit } from '../video/MachineVideo'
import { type Age, has } from './ages'
import type { Capture } from './Capture'

const most = { flow: 8, queuedBytes: 2 << 20, messageBytes: 64 }
const pingEveryMs = 15_000

/**
 * One viewer of `/api/stream/h264/direct` (server/service/stream/direct/client.go): JSON frames before 2.3.0, after it a
 * nine-byte head and Annex B; since 2.5.0 a window of frames that are not acknowledged yet, and pings.
 */
export class DirectViewer {
  private readonly socket: WebSocket
  private readonly capture: Capture
  private readonly age: Age
  private readonly window: number
  private readonly startedMs = performance.now()
  private unacknowledged: number[] = []
  /** Since 2.5.0 nobody sees a delta before a key frame. */
  private needsKey: boolean

  constructor(socket: WebSocket, age: Age, capture: Capture, flow: string | null) {
    this.socket = socket
    this.capture = capture
    this.age = age
    const wanted = Number(flow)
    this.window = has(age, '2.5.0') && Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, most.flow) : 0
    this.needsKey = has(age, '2.5.0')
    const stopWatching = capture.watch('direct')
    const stopUnits = capture.video.onUnit(unit => this.send(unit))
    const pings = has(age, '2.5.0') ? setInterval(() => socket.ping(), pingEveryMs) : undefined
    socket.on('message', (data: Buffer, isBinary) => this.heard(data, isBinary))
    socket.once('close', () => {
      clearInterval(pings)
      stopUnits()
      stopWatching()
    })
  }

  private send({ data, key }: VideoUnit): void {
    if (!this.capture.isLive) {
      this.needsKey = has(this.age, '2.5.0')
      return
    }
    const full = this.window > 0 ? this.unacknowledged.length >= this.window : this.isBackedUp
    if (full) {
      this.needsKey = true // what is missing from here on is everything up to the next key frame
      return
    }
    if (this.needsKey && !key) return
    this.needsKey = false
    const timestampUs = Math.round((performance.now() - this.startedMs) * 1000)
    if (this.window > 0) this.unacknowledged.push(timestampUs)
    this.socket.send(this.framed(this.capture.hurt(data), key, timestampUs))
  }

  private framed(data: Buffer, key: boolean, timestampUs: number): Buffer | string {
    if (!has(this.age, '2.3.0')) {
      return JSON.stringify({ isKeyFrame: key, data: data.toString('base64'), timestamp: timestampUs })
    }
    const head = Buffer.alloc(9)
    head[0] = key ? 1 : 0
    head.writeBigUInt64LE(BigInt(timestampUs), 1)
    return Buffer.concat([head, data])
  }

  private get isBackedUp(): boolean {
    return this.socket.bufferedAmount > most.queuedBytes
  }

  private heard(data: Buffer, isBinary: boolean): void {
    // Before 2.5.0 the reading side is there to notice the end: whatever comes ends it.
    if (!has(this.age, '2.5.0') || data.length > most.messageBytes) return this.socket.close()
    if (!isBinary) return
    if (data[0] === 2 && data.length === 9) {
      const upTo = Number(data.readBigUInt64LE(1))
      this.unacknowledged = this.unacknowledged.filter(timestampUs => timestampUs > upTo)
    }
    if (data[0] === 3 && data.length === 1) {
      this.capture.resyncs++
      this.unacknowledged = []
      this.needsKey = true
    }
  }
}
