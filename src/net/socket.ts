export interface OpenSocketOptions {
  readonly protocols?: readonly string[]
}

/**
 * Opens one WebSocket and never retries: the adapter does, because only it knows what spares the device. The socket is
 * returned while CONNECTING, as noVNC needs it. Throws SyntaxError for a URL that is none.
 */
export function openSocket(url: string, options: OpenSocketOptions = {}): WebSocket {
  const socket = new WebSocket(url, [...(options.protocols ?? [])])
  socket.binaryType = 'arraybuffer'
  return socket
}
