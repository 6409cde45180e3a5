import type { Decoder } from '../../../net/decode'
import { decode } from '../../../net/decode'
import { type RequestOptions, request, requestJson } from '../../../net/http'
import type { Credentials } from '../../device'
import { DeviceError, type DeviceReason } from '../../errors'
import type { Asked } from '../../kvm/requestFailure'
import { kvmdFailure } from './kvmdFailure'
import { replyWire } from './wire'

export type Params = Readonly<Record<string, string | number | boolean | undefined>>

interface CallOptions extends Pick<RequestOptions, 'body' | 'headers' | 'timeoutMs' | 'signal'> {
  readonly params?: Params
}

const refusals: Partial<Record<DeviceReason, DeviceReason>> = {
  'session-over': 'sign-in-refused',
  'action-refused': 'sign-in-unfit',
}

/** kvmd's handles over HTTP. Nothing is ever sent twice. Rejects with DeviceError, or the signal's reason. */
export class KvmdClient {
  /** Absolute, with a trailing slash. */
  readonly base: string
  private readonly onSessionOver: (why: DeviceError) => void

  /** `onSessionOver`: a call was answered that nobody is signed in. The call rejects as well. */
  constructor(base: string, onSessionOver: (why: DeviceError) => void) {
    this.base = base
    this.onSessionOver = onSessionOver
  }

  /** The address of one of its paths; parameters that are `undefined` are left out, booleans are 1 and 0. */
  url(path: string, params: Params = {}): string {
    const url = new URL(path, this.base)
    for (const [name, value] of Object.entries(params)) {
      if (value !== undefined)
        url.searchParams.set(name, typeof value === 'boolean' ? String(Number(value)) : `${value}`)
    }
    return url.href
  }

  /** The `result` of a GET. */
  async get<T>(path: string, decoder: Decoder<T>, options: CallOptions = {}): Promise<T> {
    const { params, ...rest } = options
    return this.guard('read', async () => {
      const reply = await requestJson(this.url(path, params), replyWire, rest)
      return decode(decoder, reply.result)
    })
  }

  /** A command: resolves when it was accepted. */
  async post(path: string, options: CallOptions = {}): Promise<void> {
    const { params, ...rest } = options
    await this.guard('action', async () => {
      await requestJson(this.url(path, params), replyWire, { ...rest, method: 'POST' })
    })
  }

  /** An answer that is no JSON; its head is here, its body is the caller's. */
  open(path: string, options: CallOptions & Pick<RequestOptions, 'method'> = {}): Promise<Response> {
    const { params, ...rest } = options
    return this.guard(rest.method === undefined || rest.method === 'GET' ? 'read' : 'action', () =>
      request(this.url(path, params), rest),
    )
  }

  /** Whether the device lets us in now. Rejects when it does not answer as a kvmd does. */
  async isSignedIn(signal: AbortSignal): Promise<boolean> {
    try {
      await requestJson(this.url('api/auth/check'), replyWire, { signal })
      return true
    } catch (error) {
      const failure = kvmdFailure(error)
      if (failure instanceof DeviceError && failure.reason === 'session-over') return false
      // A malformed cookie, such as one of another program under this address: a new login overwrites it.
      if (failure instanceof DeviceError && failure.reason === 'action-refused') return false
      throw failure
    }
  }

  /**
   * Opens a session whose cookie the browser keeps. The six digits of a second factor go behind the password
   * (kvmd/apps/kvmd/auth.py:137-146). Rejects with `sign-in-refused`, and with `sign-in-unfit` for what no account can be
   * called (400, before anything is compared).
   */
  async signIn({ username = '', password = '', code = '' }: Credentials, expireS: number, signal: AbortSignal) {
    const form = new URLSearchParams({ user: username, passwd: password + code, expire: String(expireS) })
    try {
      await requestJson(this.url('api/auth/login'), replyWire, { method: 'POST', body: form, signal })
    } catch (error) {
      const failure = kvmdFailure(error)
      const reason = failure instanceof DeviceError ? refusals[failure.reason] : undefined
      if (!reason || !(failure instanceof DeviceError)) throw failure
      // Of a wrong password it says no more than that: "Forbidden".
      const said = reason === 'sign-in-unfit' && failure.said !== undefined ? { said: failure.said } : {}
      throw new DeviceError(reason, { ...said, cause: error })
    }
  }

  /** Ends every session of this user. Never rejects: there may be none. */
  async signOut(): Promise<void> {
    await request(this.url('api/auth/logout'), { method: 'POST' }).catch(() => {})
  }

  private async guard<T>(asked: Asked, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      const failure = kvmdFailure(error, asked)
      if (failure instanceof DeviceError && failure.reason === 'session-over') this.onSessionOver(failure)
      throw failure
    }
  }
}
