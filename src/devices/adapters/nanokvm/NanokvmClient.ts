import { type Decoder, decode } from '../../../net/decode'
import { looksLikeHtml, StatusError } from '../../../net/errors'
import { type RequestOptions, request, requestJson } from '../../../net/http'
import { readBeginning } from '../../../net/readText'
import type { Credentials } from '../../device'
import { DeviceError } from '../../errors'
import type { Asked } from '../../kvm/requestFailure'
import { encryptPassword } from './encryptPassword'
import { nanokvmFailure } from './nanokvmFailure'
import { accountWire, infoWire, loginWire, replyWire } from './wire'

export type CallOptions = Pick<RequestOptions, 'signal' | 'timeoutMs'>

type Method = NonNullable<RequestOptions['method']>

export interface NanokvmAccount {
  /** Absent where the firmware cannot be asked. */
  readonly name?: string
  readonly role: 'admin' | 'user'
}

/** It refuses seconds late: two for a wrong password, three for a locked address (server/service/auth/login.go). */
const loginMs = 20_000

/** NanoKVM's handles over HTTP. Nothing is ever sent twice. Rejects with DeviceError, or the signal's reason. */
export class NanokvmClient {
  /** Absolute, with a trailing slash. */
  readonly base: string
  private readonly onSessionOver: (why: DeviceError) => void

  /** `onSessionOver`: a call was answered that nobody is signed in. The call rejects as well. */
  constructor(base: string, onSessionOver: (why: DeviceError) => void) {
    this.base = base
    this.onSessionOver = onSessionOver
  }

  url(path: string): string {
    return new URL(path, this.base).href
  }

  /** The `data` of a GET. */
  get<T>(path: string, decoder: Decoder<T>, options: CallOptions = {}): Promise<T> {
    return this.guard('read', async () => decode(decoder, await this.call('GET', path, undefined, options)))
  }

  /** A command. Its body is always JSON: anything else would be read as a form, and come out empty. */
  send<T>(method: Method, path: string, body: object, decoder: Decoder<T>, options: CallOptions = {}): Promise<T> {
    return this.guard('action', async () => decode(decoder, await this.call(method, path, body, options)))
  }

  /** A POST whose answer says no more than that it was done. */
  async post(path: string, body: object = {}, options: CallOptions = {}): Promise<void> {
    await this.guard('action', () => this.call('POST', path, body, options))
  }

  /** An answer that is no JSON; its head is here, its body is the caller's. */
  open(path: string, signal: AbortSignal): Promise<Response> {
    return this.guard('read', () => request(this.url(path), { signal, timeoutMs: 0 }))
  }

  /**
   * Whether the firmware has this path, by a GET: unknown ones answer 404 as text, known ones anything else, whoever asks
   * (server/router). A web page is neither.
   */
  async has(path: string, signal: AbortSignal): Promise<boolean> {
    try {
      const response = await request(this.url(path), { signal })
      const isHtml = looksLikeHtml(response.headers.get('content-type') ?? '', await readBeginning(response, 4096))
      return !isHtml
    } catch (error) {
      if (!(error instanceof StatusError)) throw nanokvmFailure(error)
      if (error.status === 404) return false
      if (error.status === 400 || error.status === 403) return true
      throw nanokvmFailure(error)
    }
  }

  /** Who we are now; `undefined` when nobody is signed in. Rejects when what answers is no NanoKVM. */
  async account(signal: AbortSignal): Promise<NanokvmAccount | undefined> {
    try {
      const { username, role } = decode(accountWire, await this.call('GET', 'api/auth/account', undefined, { signal }))
      return { name: username, role: role === 'user' ? 'user' : 'admin' }
    } catch (error) {
      const failure = nanokvmFailure(error)
      if (isReason(failure, 'session-over')) return undefined
      // Before 2.1.4 nobody can be asked for it; everything else can, and is one account's.
      if (!isReason(failure, 'not-supported')) throw failure
    }
    try {
      decode(infoWire, await this.call('GET', 'api/vm/info', undefined, { signal }))
      return { role: 'admin' }
    } catch (error) {
      const failure = nanokvmFailure(error)
      if (isReason(failure, 'session-over')) return undefined
      throw failure
    }
  }

  /**
   * Signs in. Up to 2.5.0 the token comes in the body and the page makes the cookie; after it the server does.
   * Rejects with `sign-in-refused` or `sign-in-locked`.
   */
  async signIn({ username = '', password = '' }: Credentials, signal: AbortSignal): Promise<void> {
    // The user name is decoded by no version, unlike the password: it goes as it is.
    const body = { username, password: encryptPassword(password) }
    try {
      const data = decode(loginWire, await this.call('POST', 'api/auth/login', body, { signal, timeoutMs: loginMs }))
      if (data?.token !== undefined && data.token !== 'disabled') keepToken(this.base, data.token)
      if (data?.token !== 'disabled') this.notes()?.setItem(this.note, 'yes')
    } catch (error) {
      const failure = nanokvmFailure(error)
      if (!isReason(failure, 'action-refused')) throw failure
      // Its codes changed their meaning with every age; the words of a lockout did not.
      const isLocked = /lock/i.test(failure.detail ?? '')
      const detail = failure.said === undefined ? {} : { said: failure.said }
      throw new DeviceError(isLocked ? 'sign-in-locked' : 'sign-in-refused', { ...detail, cause: error })
    }
  }

  /**
   * Forgets the session. `revokes`: the device ends only ours; older firmware would sign everybody out, and is not told.
   * Never rejects.
   */
  async signOut(revokes: boolean): Promise<void> {
    keepToken(this.base, '')
    this.forgetSignIn()
    if (revokes) await request(this.url('api/auth/logout'), { method: 'POST' }).catch(() => {})
  }

  /**
   * Whether this browser signed in here, in any tab: the cookie's path keeps it from this page, and a device that asks
   * nobody names an account as well.
   */
  get hasSignedIn(): boolean {
    return this.notes()?.getItem(this.note) === 'yes'
  }

  forgetSignIn(): void {
    this.notes()?.removeItem(this.note)
  }

  private get note(): string {
    return `wheelhouse.signed-in ${new URL(this.base).pathname}`
  }

  private notes(): Storage | undefined {
    try {
      return localStorage
    } catch {
      return undefined // a frame without storage: there is no Sign out after a reload
    }
  }

  /** The `data` of an answer, whatever it is. */
  private async call(method: Method, path: string, body: object | undefined, options: CallOptions): Promise<unknown> {
    const { code, msg, data } = await requestJson(this.url(path), replyWire, {
      ...{ method, ...options },
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
    if (code !== 0) throw new DeviceError('action-refused', { code, ...(msg && { said: msg }) })
    return data
  }

  private async guard<T>(asked: Asked, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      const failure = nanokvmFailure(error, asked)
      if (isReason(failure, 'session-over')) this.onSessionOver(failure)
      throw failure
    }
  }
}

function isReason(error: unknown, reason: DeviceError['reason']): error is DeviceError {
  return error instanceof DeviceError && error.reason === reason
}

/** Only under this device's paths: all of them use one name. Gone with the browser's session, or at once when empty. */
function keepToken(base: string, token: string): void {
  const { pathname, protocol } = new URL(base)
  const ends = token === '' ? '; Max-Age=0' : ''
  const secure = protocol === 'https:' ? '; Secure' : ''
  // By its setter; the Cookie Store API needs a secure context, which a page in a LAN is not.
  Object.assign(document, { cookie: `nano-kvm-token=${token}; Path=${pathname}; SameSite=Strict${secure}${ends}` })
}
