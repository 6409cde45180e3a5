import { isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { certificateOptions, pinProblem } from '../certificateRules.ts'
import type { TlsRule } from '../config/GatewayConfig.ts'
import { EarlyEnd } from './ByteQueue.ts'

/**
 * Anonymous key exchange, which is all that VeNCrypt's TLS sub-types offer: nobody on the way reads along, but nothing
 * tells who is at the other end either. OpenSSL keeps it below its lowest security level, and TLS 1.3 has none.
 */
const anonymous: ConnectionOptions = {
  ciphers: 'aNULL:@SECLEVEL=0',
  maxVersion: 'TLSv1.2',
  rejectUnauthorized: false,
}

/** Encrypts a connection that is already open; rejects when the certificate is not the one wheelhouse.json takes. */
export function startTls(
  socket: Socket,
  kind: 'anonymous' | 'certificate',
  { host, tls: rule }: { readonly host: string; readonly tls: TlsRule },
): Promise<TLSSocket> {
  const judged = { host, ...(isIP(host) === 0 ? { servername: host } : {}), ...certificateOptions(rule) }
  return new Promise((resolve, reject) => {
    const secured = connect({ socket, ...(kind === 'anonymous' ? anonymous : judged) })
    secured.on('error', reject)
    secured.once('close', () =>
      reject(socket.errored ?? new EarlyEnd('the machine closed the connection while starting TLS')),
    )
    secured.once('secureConnect', () => {
      const problem = kind === 'certificate' ? pinProblem(secured, rule) : undefined
      if (problem === undefined) resolve(secured)
      else secured.destroy(problem)
    })
  })
}
