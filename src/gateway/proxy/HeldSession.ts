import http from 'node:http'
import https from 'node:https'
import type { SignIn } from '../../lib/gatewayFamily.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { watchConnect } from './deviceAgent.ts'

/** A refused password is not tried again at once: devices lock out, and answer such tries seconds late. */
const refusalKeptMs = 30_000
/** For this long a token that was seen to work is believed without asking. */
const trustMs = 10_000
/** NanoKVM takes two to three seconds to refuse: server/service/auth/login.go */
const replyTimeoutMs = 15_000

interface Reply {
  readonly status: number
  readonly setCookie: readonly string[]
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

  /** The token, signing in if there is none; `null` when the device wants none or refuses the held password. */
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
  }

  async #enter(): Promise<string | null> {
    const { username = '', password = '' } = this.#device.credentials ?? {}
    let reply: Reply
    try {
      reply = await this.#ask('POST', this.#signIn.path, null, this.#signIn.body({ username, password }))
    } catch {
      this.#token = undefined // not there: the forwarded request finds out why, and the next one tries again
      return null
    }
    try {
      const json: unknown = JSON.parse(reply.text)
      const token = this.#signIn.token(json, reply.setCookie)
      this.works()
      return token
    } catch (error) {
      this.#log(`${this.#device.id}: the gateway could not sign in: ${error instanceof Error ? error.message : error}`)
      setTimeout(() => {
        this.#token = undefined
      }, refusalKeptMs).unref()
      return null
    }
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
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('error', reject)
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, setCookie: response.headers['set-cookie'] ?? [], text })
        })
      })
      request.end(body)
    })
  }
}
