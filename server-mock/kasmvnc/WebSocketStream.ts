import { Duplex } from 'node:stream'

/** What one frame of the server holds at most, and what it takes from a client: common/network/websockify.c. */
const mostSent = 49_132
const mostTaken = 65_527

export interface WebSocketFaults {
  /** Each byte in a frame of its own. */
  readonly splitEveryByte?: boolean
  /** Breaks the connection after so many bytes were sent. */
  readonly dropAfterBytes?: number
}

/**
 * The bytes inside KasmVNC's WebSocket: binary frames, or base64 text. It answers no ping, sends no close frame, and
 * drops a client whose frame is longer than it can hold.
 */
export class WebSocketStream extends Duplex {
  private readonly raw: Duplex
  private readonly isBase64: boolean
  private readonly faults: WebSocketFaults
  private received: Buffer = Buffer.alloc(0)
  private sent = 0

  constructor(raw: Duplex, isBase64: boolean, faults: WebSocketFaults = {}) {
    super()
    this.raw = raw
    this.isBase64 = isBase64
    this.faults = faults
    raw.on('data', (data: Buffer) => this.unwrap(data))
    raw.on('close', () => this.destroy())
    raw.on('error', () => this.destroy())
  }

  override _read(): void {}

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const room = (this.faults.dropAfterBytes ?? Number.POSITIVE_INFINITY) - this.sent
    const part = data.subarray(0, Math.min(data.length, room))
    this.sent += part.length
    const step = this.faults.splitEveryByte ? 1 : mostSent
    const frames: Buffer[] = []
    for (let at = 0; at < part.length; at += step) frames.push(frame(part.subarray(at, at + step), this.isBase64))
    this.raw.write(Buffer.concat(frames), () => done())
    if (part.length < data.length) this.destroy()
  }

  override _final(done: () => void): void {
    this.raw.end()
    done()
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    this.raw.destroy()
    done()
  }

  private unwrap(data: Buffer): void {
    this.received = Buffer.concat([this.received, data])
    for (;;) {
      const parsed = unframe(this.received)
      if (parsed === 'refused') return void this.destroy()
      if (!parsed) return
      this.received = this.received.subarray(parsed.bytes)
      if (parsed.opcode === 8) return void this.destroy()
      if (parsed.opcode !== 1 && parsed.opcode !== 2) continue
      this.push(this.isBase64 ? Buffer.from(parsed.payload.toString('latin1'), 'base64') : parsed.payload)
    }
  }
}

function frame(payload: Buffer, isBase64: boolean): Buffer {
  const body = isBase64 ? Buffer.from(payload.toString('base64'), 'latin1') : payload
  const opcode = isBase64 ? 0x81 : 0x82
  const head = body.length < 126 ? Buffer.from([opcode, body.length]) : Buffer.from([opcode, 126, 0, 0])
  if (body.length >= 126) head.writeUInt16BE(body.length, 2)
  return Buffer.concat([head, body])
}

/** The first frame of what came; `refused`: one that the server does not take. */
function unframe(data: Buffer): { opcode: number; payload: Buffer; bytes: number } | 'refused' | undefined {
  if (data.length < 2) return undefined
  const [first = 0, second = 0] = data
  const short = second & 0x7f
  if (short === 127 || (second & 0x80) === 0) return 'refused'
  const head = short === 126 ? 4 : 2
  if (data.length < head) return undefined
  const length = short === 126 ? data.readUInt16BE(2) : short
  if (length > mostTaken) return 'refused'
  const bytes = head + 4 + length
  if (data.length < bytes) return undefined
  const mask = data.subarray(head, head + 4)
  const payload = Buffer.from(data.subarray(head + 4, bytes))
  for (let at = 0; at < payload.length; at++) payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0)
  return { opcode: first & 0x0f, payload, bytes }
}
