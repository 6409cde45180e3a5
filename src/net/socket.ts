/** What a WebSocket's end tells. `opened` false: the handshake failed, and browsers give 1006 whatever the reason. */
export interface SocketEnd {
  readonly opened: boolean
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

export interface OpenSocketOptions {
  readonly protocols?: readonly string[]
  onEnd(end: SocketEnd): void
}

/**
 * Opens one WebSocket and never retries: the adapter does, because only it knows what spares the device. The socket is
 * returned while CONNECTING, as noVNC needs it (an open one has already lost the server's greeting).
 * `onEnd` is called once. Throws SyntaxError for a URL that is none.
 */
export function openSocket(url: string, options: OpenSocketOptions): WebSocket {
  const socket = new WebSocket(url, [...(options.protocols ?? [])])
  socket.binaryType = 'arraybuffer'
  let opened = false
  socket.addEventListener('open', () => {
    opened = true
  })
  socket.addEventListener('close', event => {
    options.onEnd({ opened, code: event.code, reason: event.reason, wasClean: event.wasClean })
  })
  return socket
}
