import type { WebSocket } from 'ws'
import type { MachineVideo, VideoUnit } from '../video/MachineVideo'
import type { Streamer } from './Streamer'

/** A viewer further behind than this loses its queue and waits for a key frame: kvmd/apps/media/server.py:67-86. */
const mostQueued = 32

/** The sockets at `/api/media/ws`: H.264 straight from the video daemon. They do not count as viewers. */
export class MediaSockets {
  private readonly video: MachineVideo
  private readonly streamer: Streamer
  private readonly sockets = new Set<WebSocket>()

  constructor(video: MachineVideo, streamer: Streamer) {
    this.video = video
    this.streamer = streamer
  }

  get count(): number {
    return this.sockets.size
  }

  /** What is offered; formats without a sink are absent. */
  formats(): Record<string, unknown> {
    return { video: { h264: { profile_level_id: '42E01F' } } }
  }

  /** `pure`: bare frames from the first message on, no events. */
  open(socket: WebSocket, pure: boolean): void {
    this.sockets.add(socket)
    let stop = () => {}
    if (pure) stop = this.feed(socket, true)
    else socket.send(JSON.stringify({ event_type: 'media', event: this.formats() }))
    socket.on('message', (data: Buffer, isBinary) => {
      if (pure) return
      if (isBinary) {
        if (data[0] === 0) socket.send(Buffer.from([0xff]))
        if (data[0] === 1) this.video.requestKeyFrame()
      } else if (isStart(data.toString())) {
        stop()
        stop = this.feed(socket, false)
      }
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.sockets.delete(socket)
      stop()
    })
  }

  cut(): void {
    for (const socket of this.sockets) socket.terminate()
  }

  private feed(socket: WebSocket, pure: boolean): () => void {
    let needsKey = true
    let queued = 0
    this.video.requestKeyFrame()
    this.streamer.h264Clients++
    const stop = this.video.onUnit(({ data, key }: VideoUnit) => {
      // The daemon's memory has no picture while it is down or the cable is out.
      if (!this.streamer.isRunning || !this.streamer.isOnline) {
        needsKey = true
        return
      }
      if (needsKey && !key) return
      needsKey = false
      if (queued > mostQueued) {
        needsKey = true
        return this.video.requestKeyFrame()
      }
      queued++
      const frame = pure ? data : Buffer.concat([Buffer.from([1, key ? 1 : 0]), data])
      socket.send(frame, () => queued--)
    })
    let isFed = true
    return () => {
      if (!isFed) return
      isFed = false
      this.streamer.h264Clients--
      stop()
    }
  }
}

function isStart(text: string): boolean {
  try {
    const message: unknown = JSON.parse(text)
    const json = JSON.stringify(message)
    return /"event_type":"start"/.test(json) && /"type":"video"/.test(json) && /"format":"h264"/.test(json)
  } catch {
    return false
  }
}
