import http from 'node:http'
import https from 'node:https'
import type { SignIn } from '../../lib/gatewayFamily.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { MalformedAnswer, printable, WantsHttps } from '../failures.ts'
import { isCookieValue } from './cookies.ts'
import { watchConnect } from './deviceAgent.ts'
import { rewriteLocation } from './responseHeaders.ts'

/** A refused password is not tried again at once: devices lock out, and answer such tries seconds late. */
const refusalKeptMs = 30_000
/** For this long a token that was seen to work is believed without asking. */
const trustMs = 10_000
/** NanoKVM takes two to three seconds to refuse: server/service/auth/login.go */
const replyTimeoutMs = 15_000
/** The longest answer is a NanoKVM's hardware information, less than 4 kB. */
const maxReplyBytes = 64 << 10

interface Reply {
  readonly status: number
  readonly setCookie: readonly string[]
  readonly location: string | undefined
  readonly text: string
}

/** Signs in to one device for the gateway and keeps the token in memory; the page never sees it. */
export class HeldSession {
  readonly cookie: string
  readonly #device: GatewayDevice
  readonly #agent: http.Agent
  readonly #signIn: SignIn
  readonly #log: (message: string) => void
  #token: Promise<string | null> | undefined
  #seenWorkingMs = 0

  constructor(
    device: GatewayDevice,
    agent: http.Agent,
    rule: { cookie: string; signIn: SignIn },
    log: (m: string) => void,
  ) {
    this.cookie = rule.cookie
    this.#device = device
    this.#agent = agent
    this.#signIn = rule.signIn
    this.#log = log
  }

  /**
   * The token, signing in if there is none; `null` when the device wants none, refuses the held password or is not there.
   * Rejects with `MalformedAnswer` when it answers something else than a token, and with `WantsHttps`.
   */
  token(): Promise<string | null> {
    this.#token ??= this.#enter()
    return this.#token
  }

  /** The token for a request that cannot be repeated: asked about first, when it was not seen to work lately. */
  async surestToken(): Promise<string | null> {
    const token = await this.token()
    if (token === null || Date.now() - this.#seenWorkingMs < trustMs) return token
    const reply = await this.#ask('GET', this.#signIn.check, token)
    if (reply.status === 401) this.forget(token)
    else this.works()
    return this.token()
  }

  /** Called when an answer showed that the token is good. */
  works(): void {
    this.#seenWorkingMs = Date.now()
  }

  /** Called on a 401. Several requests may have used the same token: only the first one costs a sign-in. */
  forget(token: string | null): void {
    const current = this.#token
    if (current === undefined) return
    this.#token = current.then(known => {
      if (known !== token || token === null) return known
      return this.#enter()
    })
    this.#token.catch(() => {}) // for whoever asks next; perhaps nobody does
  }

  async #enter(): Promise<string | null> {
    const { username = '', password = '' } = this.#device.credentials ?? {}
    let reply: Reply
    try {
      reply = await this.#ask('POST', this.#signIn.path, null, this.#signIn.body({ username, password }))
    } catch (error) {
      if (error instanceof MalformedAnswer) return this.#refused(error)
      this.#token = undefined // not there: the forwarded request finds out why, and the next one tries again
      return null
    }
    try {
      if (reply.location !== undefined) rewriteLocation(reply.location, this.#device, this.#signIn.path)
      const token = this.#signIn.token(jsonOf(reply.text), reply.setCookie)
      if (token !== null && !isCookieValue(token)) throw new MalformedAnswer('a token that is no cookie’s value')
      this.works()
      return token
    } catch (error) {
      return this.#refused(error)
    }
  }

  /** Says once why there is no token, and leaves the device alone for a while. */
  #refused(error: unknown): null {
    const why = error instanceof Error ? error.message : String(error)
    this.#log(`${this.#device.id}: the gateway could not sign in: ${printable(why)}`)
    setTimeout(() => {
      this.#token = undefined
    }, refusalKeptMs).unref()
    if (error instanceof MalformedAnswer || error instanceof WantsHttps) throw error
    return null
  }

  #ask(method: string, path: string, token: string | null, body?: string): Promise<Reply> {
    const { url } = this.#device
    if (url === undefined) return Promise.reject(new Error('no address'))
    const target = new URL(`${url.pathname.replace(/\/$/, '')}${path}`, url)
    const headers = {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
      ...(token === null ? {} : { Cookie: `${this.cookie}=${token}` }),
    }
    const signal = AbortSignal.timeout(replyTimeoutMs)
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? https : http).request(target, {
        method,
        headers,
        agent: this.#agent,
        signal,
      })
      request.on('socket', socket => watchConnect(request, socket, this.#device))
      request.on('error', reject)
      request.on('response', response => {
        const chunks: Buffer[] = []
        let length = 0
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
          chunks.push(chunk)
          if (length > maxReplyBytes) request.destroy(new MalformedAnswer('an answer that is too long'))
        })
        response.on('error', reject)
        response.on('end', () => {
          const { statusCode = 0, headers } = response
          resolve({
            status: statusCode,
            setCookie: headers['set-cookie'] ?? [],
            location: headers.location,
            text: Buffer.concat(chunks).toString('utf8'),
          })
        })
      })
      request.on('upgrade', (_response, socket) => {
        socket.destroy()
        reject(new MalformedAnswer('an upgrade that nobody asked for'))
      })
      request.end(body)
    })
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new MalformedAnswer('an answer that is no JSON')
  }
}
