import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Duplex } from 'node:stream'

/** HTTP/2 too: `npm start -- --https` serves both, and Node's compatibility layer gives them one shape. */
export type GatewayRequest = IncomingMessage | Http2ServerRequest
export type GatewayResponse = ServerResponse | Http2ServerResponse

/** The host the browser asked for, from HTTP/1.1's header or HTTP/2's pseudo-header. */
export function hostOf(headers: IncomingHttpHeaders): string | undefined {
  const authority = headers[':authority']
  return typeof authority === 'string' ? authority : headers.host
}

/** Whether the browser's own connection is encrypted. */
export function isEncrypted(request: GatewayRequest): boolean {
  return 'encrypted' in request.socket && request.socket.encrypted === true
}

/** Answers with JSON that nobody keeps. */
export function answerJson(response: GatewayResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.statusCode = status
  response.setHeader('Content-Type', 'application/json')
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.setHeader('Cache-Control', 'no-store')
  response.end(text)
}

/** The same to an upgrade, which is answered on its bare socket. */
export function answerUpgrade(socket: Duplex, status: string, body: unknown): void {
  const text = JSON.stringify(body)
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
  }
  socket.end(upgradeHead(status, headers, 'close') + text)
  closeSoon(socket)
}

/** The other side of a connection that is over is given this long to hear the rest. */
const lastWordsMs = 1_000

/** Closes a socket that has been ended and whose other side may never do so. */
export function closeSoon(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), lastWordsMs)
  socket.once('close', () => clearTimeout(timer))
}

/** The head of an answer to an upgrade; values have been checked. */
export function upgradeHead(
  status: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
  connection?: 'close',
): string {
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map(text => `${name}: ${text}`))
  if (connection !== undefined) lines.push(`Connection: ${connection}`)
  return `HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`
}
