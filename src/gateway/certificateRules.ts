import { isIP } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { TlsRule } from './config/GatewayConfig.ts'
import { PinMismatch } from './failures.ts'

/** What Node has to know to judge a certificate as wheelhouse.json says. */
export function certificateOptions({ verify, pin, ca, name }: TlsRule): ConnectionOptions {
  return {
    // With a pin the fingerprint decides alone (pinProblem); otherwise authorities and the name do.
    rejectUnauthorized: verify && pin === undefined,
    ...(ca === undefined ? {} : { ca: ca.pem }),
    ...(name === undefined || isIP(name) !== 0 ? {} : { servername: name }),
  }
}

/**
 * What is wrong with a connection whose handshake is done, as far as the pin goes. To be asked in `secureConnect`, where
 * Node judges certificates itself, so nothing has gone out yet: node lib/_tls_wrap.js
 */
export function pinProblem(socket: TLSSocket, { pin }: TlsRule): PinMismatch | undefined {
  if (pin === undefined) return undefined
  const { fingerprint256 } = socket.getPeerCertificate()
  return fingerprint256 === pin ? undefined : new PinMismatch(fingerprint256)
}
