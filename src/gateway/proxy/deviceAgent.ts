import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { certificateOptions, pinProblem } from '../certificateRules.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { ConnectTimeout } from '../failures.ts'

/** Long enough for a device that boots, short enough that somebody still looks. */
export const connectTimeoutMs = 10_000

/** Opens the connections to one device, judging its certificate as wheelhouse.json says. */
export function deviceAgent({ url, tls }: GatewayDevice): http.Agent {
  if (url?.protocol !== 'https:') return new http.Agent({ keepAlive: false })
  return new https.Agent({
    keepAlive: false,
    maxCachedSessions: 0, // a resumed session shows no certificate to compare with a pin
    ...certificateOptions(tls),
  })
}

/**
 * Ends a request whose connection does not come up in time or shows the wrong certificate. It waits for the connection
 * only: a stream may then stay silent for as long as it likes.
 */
export function watchConnect(
  request: http.ClientRequest,
  socket: Socket,
  { tls, url }: GatewayDevice,
  timeoutMs = connectTimeoutMs,
): void {
  const timer = setTimeout(() => request.destroy(new ConnectTimeout(timeoutMs)), timeoutMs)
  const up = () => clearTimeout(timer)
  socket.once('close', up)
  if (url?.protocol !== 'https:' || !(socket instanceof TLSSocket)) {
    if (socket.connecting) socket.once('connect', up)
    else up()
    return
  }
  socket.once('secureConnect', () => {
    up()
    const problem = pinProblem(socket, tls)
    if (problem !== undefined) request.destroy(problem)
  })
}
