import type { H264Source } from '../../../engine/video/H264Source'
import { Lifetime } from '../../../lib/lifetime'
import { decodeJson } from '../../../net/decode'
import { openSocket } from '../../../net/socket'
import { mediaWire, messageWire } from './wire'

export interface MediaSocketOptions {
  readonly url: string
  readonly source: H264Source
  /** It did not open, or broke; `offered`: it had begun to send. */
  ended(offered: boolean): void
  /** It opened, and does not offer H.264. */
  notOffered(): void
}

/** One socket at `/api/media/ws`: H.264 as it leaves the device's encoder. */
export class MediaSocket {
  private readonly socket: WebSocket
  private readonly options: MediaSocketOptions
  private readonly lifetime = new Lifetime()
  private isOffered = false

  constructor(options: MediaSocketOptions) {
    this.options = options
    this.socket = openSocket(options.url)
    const { signal } = this.lifetime
    this.socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.message(data), { signal })
    this.socket.addEventListener('close', () => this.closed(), { signal })
  }

  /** 1: please send a key frame (kvmd/apps/media/server.py). */
  wantKeyFrame(): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(new Uint8Array([1]))
  }

  /** Safe twice. */
  close(): void {
    this.lifetime.dispose()
    this.socket.close()
  }

  private message(data: unknown): void {
    if (typeof data === 'string') return this.start(data)
    if (!(data instanceof ArrayBuffer) || data.byteLength < 3) return // a pong
    const head = new Uint8Array(data, 0, 2)
    if (head[0] !== 1) return
    this.options.source.push({ data: new Uint8Array(data.slice(2)), key: head[1] === 1 })
  }

  private start(text: string): void {
    const offered = offers(text)
    if (offered === undefined) return
    if (!offered) return this.options.notOffered()
    this.isOffered = true
    this.socket.send(JSON.stringify({ event_type: 'start', event: { type: 'video', format: 'h264' } }))
  }

  private closed(): void {
    if (this.lifetime.ended) return
    this.lifetime.dispose()
    this.options.ended(this.isOffered)
  }
}

/** Whether a first message offers H.264; `undefined` for another message. */
function offers(text: string): boolean | undefined {
  try {
    const { event_type: type, event } = decodeJson(messageWire, text)
    const parsed = mediaWire.safeParse(event)
    return type === 'media' && parsed.success ? parsed.data.video.h264 !== undefined : undefined
  } catch {
    return undefined
  }
}
