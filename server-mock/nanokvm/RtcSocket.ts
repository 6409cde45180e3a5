import type { WebSocket } from 'ws'
import { type Age, has } from './ages'
import type { Capture } from './Capture'

/**
 * Signalling of `/api/stream/h264`, without media behind it: such a viewer counts, and gets an answer that never connects,
 * as through a proxy that passes no UDP (server/service/stream/webrtc/signaling.go).
 */
export class RtcSocket {
  constructor(socket: WebSocket, age: Age, capture: Capture) {
    const prefix = has(age, '2.3.0') ? 'video-' : ''
    const tell = (event: string, data: unknown) => socket.send(JSON.stringify({ event, data: JSON.stringify(data) }))
    if (has(age, '2.4.2')) tell('ice-servers', [{ urls: ['stun:stun.l.google.com:19302'] }])
    const stop = capture.watch('h264')
    socket.once('close', stop)
    socket.on('message', (data: Buffer) => {
      const message = parse(data.toString())
      if (message?.event === 'heartbeat') socket.send(JSON.stringify({ event: 'heartbeat', data: '' }))
      if (message?.event === `${prefix}offer`) tell(`${prefix}answer`, { type: 'answer', sdp: 'v=0\r\n' })
    })
  }
}

function parse(text: string): { event?: unknown } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // malformed JSON is passed over
  }
}
