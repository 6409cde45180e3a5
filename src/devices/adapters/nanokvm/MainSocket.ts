import { Lifetime } from '../../../lib/lifetime'
import { MalformedError } from '../../../net/errors'
import { openSocket } from '../../../net/socket'
import { DeviceError } from '../../errors'

/** As often as the device's own page does; 2.5.0 ends a connection that is silent for 90 s (web/src/lib/websocket.ts). */
const heartbeatEveryMs = 10_000
const openWithinMs = 10_000
/** The server's own code for a session that ended: server/middleware/session.go */
const sessionEnded = 4401

export interface MainSocketOptions {
  readonly url: string
  /** Only the binary dialect knows a heartbeat; JSON servers would fail to read it. */
  readonly heartbeat: boolean
  opened(): void
  /** One text; a MalformedError it throws is passed over. */
  heard(text: string): void
  /** Not called after `close`. `opened`: it had been open. */
  ended(why: DeviceError, opened: boolean): void
}

/** `/api/ws`: input goes up, events come down. */
export class MainSocket {
  private readonly socket: WebSocket
  private readonly lifetime = new Lifetime()
  private hasOpened = false

  constructor({ url, heartbeat, opened, heard, ended }: MainSocketOptions) {
    this.socket = openSocket(url)
    const { signal } = this.lifetime
    const cancelWait = this.lifetime.timeout(() => end(new DeviceError('connect-timeout')), openWithinMs)
    const end = (why: DeviceError) => {
      if (this.lifetime.ended) return
      this.close()
      ended(why, this.hasOpened)
    }
    this.socket.addEventListener(
      'open',
      () => {
        cancelWait()
        this.hasOpened = true
        if (heartbeat) this.lifetime.interval(() => this.send(Uint8Array.of(0)), heartbeatEveryMs)
        opened()
      },
      { signal },
    )
    this.socket.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        if (typeof data !== 'string') return
        try {
          heard(data)
        } catch (error) {
          // An event in a shape of another age says nothing to us, and is no reason to leave.
          if (!(error instanceof MalformedError)) throw error
        }
      },
      { signal },
    )
    this.socket.addEventListener('close', ({ code, reason }) => end(whyClosed(code, reason, this.hasOpened)), {
      signal,
    })
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN
  }

  /** Dropped while it is not open. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.isOpen) this.socket.send(data)
  }

  /** Safe twice. */
  close(): void {
    this.lifetime.dispose()
    this.socket.close()
  }
}

function whyClosed(code: number, reason: string, hasOpened: boolean): DeviceError {
  const options = { code, ...(reason && { detail: reason }) }
  if (code === sessionEnded) return new DeviceError('session-over', options)
  if (!hasOpened) return new DeviceError('socket-failed', options)
  return new DeviceError(code === 1006 ? 'connection-lost' : 'server-closed', options)
}
