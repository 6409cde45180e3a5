import type { AccessUnit } from '../../../engine/video/H264Source'
import { Lifetime } from '../../../lib/lifetime'
import { decodeJson } from '../../../net/decode'
import { MalformedError } from '../../../net/errors'
import { openSocket } from '../../../net/socket'
import { jsonFrameWire } from './wire'

/** Frames that may be on their way without an acknowledgement; the server takes no more than 8. */
const flowFrames = 8
/** The decoder is busy from here on, and free again from there: web/src/pages/desktop/screen/direct.worker.ts */
const holdBackAt = 6
const goOnAt = 3

const headBytes = 9
const acknowledge = 2
const resync = 3

export interface DirectSocketOptions {
  /** Without its query. */
  readonly url: string
  /** The server knows acknowledgements; older ones close a socket on which anything is said. */
  readonly flow: boolean
  frame(unit: AccessUnit): void
  /** Not called after `close`. `frames`: how many came. */
  ended(frames: number, code: number): void
}

/** `/api/stream/h264/direct`: one message a picture, in both of its framings (server/service/stream/direct/client.go). */
export class DirectSocket {
  private readonly socket: WebSocket
  private readonly options: DirectSocketOptions
  private readonly lifetime = new Lifetime()
  private frames = 0
  /** Units that the decoder has not taken yet. */
  private queued = 0
  private isHeldBack = false
  /** The newest frame that is not acknowledged, as its message carried it: eight bytes do not fit a number. */
  private unacknowledged: Uint8Array | undefined

  constructor(options: DirectSocketOptions) {
    this.options = options
    this.socket = openSocket(options.flow ? `${options.url}?flow=${flowFrames}` : options.url)
    const { signal } = this.lifetime
    this.socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.heard(data), { signal })
    this.socket.addEventListener(
      'close',
      ({ code }) => {
        this.lifetime.dispose()
        options.ended(this.frames, code)
      },
      { signal },
    )
  }

  /** How many units wait before the decoder: what it takes in decides what the server may send. */
  tellQueued(units: number): void {
    this.queued = units
    if (units >= holdBackAt) this.isHeldBack = true
    if (units <= goOnAt) this.isHeldBack = false
    this.acknowledgeIfFree()
  }

  /** Drops what the server still has for us; it goes on at the next key frame. It cannot be asked to make one. */
  resync(): void {
    if (!this.options.flow || this.socket.readyState !== WebSocket.OPEN) return
    this.unacknowledged = undefined
    this.socket.send(Uint8Array.of(resync))
  }

  /** Safe twice. */
  close(): void {
    this.lifetime.dispose()
    this.socket.close()
  }

  private heard(data: unknown): void {
    const unit = typeof data === 'string' ? jsonFrame(data) : binaryFrame(data)
    if (!unit) return
    this.frames++
    if (data instanceof ArrayBuffer) this.unacknowledged = new Uint8Array(data, 1, 8)
    this.options.frame(unit)
    this.acknowledgeIfFree()
  }

  private acknowledgeIfFree(): void {
    const { unacknowledged } = this
    if (!unacknowledged || this.isHeldBack || this.queued >= holdBackAt || !this.options.flow) return
    if (this.socket.readyState !== WebSocket.OPEN) return
    this.unacknowledged = undefined
    this.socket.send(Uint8Array.of(acknowledge, ...unacknowledged))
  }
}

/** Since 2.3.0: a flag, eight bytes of time, Annex B. */
function binaryFrame(data: unknown): AccessUnit | undefined {
  if (!(data instanceof ArrayBuffer) || data.byteLength <= headBytes) return undefined
  const view = new DataView(data)
  const timestampUs = Number(view.getBigUint64(1, true))
  return { data: new Uint8Array(data.slice(headBytes)), key: view.getUint8(0) === 1, timestampUs }
}

/** 2.2.7 to 2.2.9: JSON with base64 in it. */
function jsonFrame(text: string): AccessUnit | undefined {
  try {
    const { isKeyFrame, data, timestamp } = decodeJson(jsonFrameWire, text)
    return {
      data: Uint8Array.from(atob(data), character => character.charCodeAt(0)),
      key: isKeyFrame,
      timestampUs: timestamp,
    }
  } catch (error) {
    if (error instanceof MalformedError || error instanceof DOMException) return undefined
    throw error
  }
}
