import http from 'node:http'
import https from 'node:https'
import { isIP, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { ConnectTimeout, PinMismatch } from '../failures.ts'

/** Long enough for a device that boots, short enough that somebody still looks. */
export const connectTimeoutMs = 10_000

/** Opens the connections to one device, judging its certificate as wheelhouse.json says. */
export function deviceAgent({ url, tls }: GatewayDevice): http.Agent {
  if (url?.protocol !== 'https:') return new http.Agent({ keepAlive: false })
  // With a pin the fingerprint decides alone (watchConnect); otherwise authorities and the name do.
  const verified = tls.verify && tls.pin === undefined
  return new https.Agent({
    keepAlive: false,
    rejectUnauthorized: verified,
    maxCachedSessions: 0, // a resumed session shows no certificate to compare with the pin
    ...(tls.ca === undefined ? {} : { ca: tls.ca.pem }),
    ...(tls.name === undefined || isIP(tls.name) !== 0 ? {} : { servername: tls.name }),
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
  // Node judges certificates in this same event, so nothing of the request has gone out yet: node lib/_tls_wrap.js
  socket.once('secureConnect', () => {
    up()
    const { fingerprint256 } = socket.getPeerCertificate()
    if (tls.pin !== undefined && fingerprint256 !== tls.pin) request.destroy(new PinMismatch(fingerprint256))
  })
}
