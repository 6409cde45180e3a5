import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { FamilyGateway, SignIn } from '../../../lib/gatewayFamily.ts'
import { httpUrl, login, tls } from '../../../lib/gatewayFields.ts'

const cookie = 'nano-kvm-token' // server/middleware/jwt.go
const passphrase = Buffer.from('nanokvm-sipeed-2024') // public, the same in every device: server/utils/encrypt.go

/**
 * The password as NanoKVM's login takes it: OpenSSL's salted AES-256-CBC, base64, percent-encoded, because the
 * server form-decodes the field and a bare `+` would become a space (server/utils/encrypt.go).
 */
export function encryptPassword(password: string, salt: Uint8Array = randomBytes(8)): string {
  let block = Buffer.alloc(0)
  let derived = Buffer.alloc(0)
  while (derived.length < 48) {
    block = createHash('md5').update(block).update(passphrase).update(salt).digest()
    derived = Buffer.concat([derived, block])
  }
  const cipher = createCipheriv('aes-256-cbc', derived.subarray(0, 32), derived.subarray(32, 48))
  const blob = Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(password, 'utf8'), cipher.final()])
  return encodeURIComponent(blob.toString('base64'))
}

const loginReply = z.object({ code: z.number(), msg: z.string().optional(), data: z.unknown().optional() })
const loginData = z.object({ token: z.string() })

const signIn: SignIn = {
  path: '/api/auth/login',
  check: '/api/vm/info', // on every age; `auth/account` came with 2.1.4, and a 404 says nothing about a token
  body: ({ username, password }) => JSON.stringify({ username, password: encryptPassword(password) }),
  token(reply, setCookie) {
    const { code, msg, data } = loginReply.parse(reply)
    // Refusals are HTTP 200 with a code below zero whose meaning changed over the years; only 0 is success.
    if (code !== 0) throw new Error(msg ?? `code ${code}`)
    const old = loginData.safeParse(data)
    if (old.success) return old.data.token // up to 2.5.0: in the body, and no cookie
    for (const line of setCookie) {
      const value = new RegExp(`^${cookie}=([^;]*)`).exec(line)?.[1]
      if (value) return value
    }
    return null // authentication switched off: server/service/auth/login.go
  },
}

/** NanoKVM as the gateway sees it. */
export const nanokvmGateway: FamilyGateway = {
  id: 'nanokvm',
  label: 'NanoKVM',
  keys: { url: httpUrl, tls: tls.optional(), credentials: login.optional() },
  bridges: {},
  http: {
    // Compared with Host by today's firmware, with a port guessed from X-Forwarded-Proto; absent is accepted:
    // server/middleware/session.go
    origin: 'remove',
    cookies: 'pass',
    streams: ['/api/stream/'],
    uploads: ['/api/download/file', '/api/storage/', '/api/application/'],
  },
  held: { kind: 'session', cookie, signIn },
}
