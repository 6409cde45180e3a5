import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Call } from './Call'
import { invalid, KvmdError } from './KvmdError'
import { isGoodCode } from './totp'

export interface AccountOptions {
  /** Users and their passwords; `false` switches the asking off. Default `admin`, `admin`. */
  readonly users?: Readonly<Record<string, string>> | false
  /** Shared key of the second factor; its six digits are then appended to every password. */
  readonly totpSecret?: string
  /** Longest session, s: caps what is asked for, and is what 0 means. */
  readonly expireS?: number
  /** Whether the login handle knows `expire` (kvmd 4.53 on). */
  readonly knowsExpire?: boolean
}

interface Session {
  readonly user: string
  readonly endsAtMs: number
}

const unauthorized = () => new KvmdError(401, 'UnauthorizedError', 'Unauthorized')
const forbidden = () => new KvmdError(403, 'ForbiddenError', 'Forbidden')

/** Who may come in: kvmd/apps/kvmd/api/auth.py. The first way to prove oneself that is present decides. */
export class Accounts {
  private readonly users: Readonly<Record<string, string>> | false
  private readonly options: AccountOptions
  private readonly sessions = new Map<string, Session>()

  constructor(options: AccountOptions = {}) {
    this.options = options
    this.users = options.users ?? { admin: 'admin' }
  }

  get enabled(): boolean {
    return this.users !== false
  }

  /** Ends every session, as a restart of kvmd does. */
  forgetSessions(): void {
    this.sessions.clear()
  }

  /** Throws 400, 401 or 403. */
  check(headers: IncomingHttpHeaders): void {
    if (!this.enabled) return
    const user = one(headers['x-kvmd-user'])
    if (user !== undefined) return this.checkPassword(checkedUser(user), one(headers['x-kvmd-passwd']) ?? '')
    const token = tokenOf(headers)
    if (token !== undefined) {
      if (!this.sessionOf(checkedToken(token))) throw forbidden()
      return
    }
    const basic = one(headers.authorization)
    if (basic?.startsWith('Basic ')) {
      const [name, password, ...rest] = Buffer.from(basic.slice(6), 'base64').toString().split(':')
      if (name === undefined || password === undefined || rest.length > 0) throw unauthorized()
      return this.checkPassword(checkedUser(name), password)
    }
    throw unauthorized()
  }

  /** As the daemons beside kvmd ask it: one user and password, without a session. */
  isRight(user: string, password: string): boolean {
    try {
      if (this.enabled) this.checkPassword(checkedUser(user), password)
      return true
    } catch {
      return false
    }
  }

  async login(call: Call): Promise<void> {
    const form = await formOf(call)
    if (!this.enabled) return call.ok()
    const user = checkedUser(form.get('user') ?? '')
    const password = checkedPassword(form.get('passwd') ?? '')
    const redirect = form.get('redirect') ?? ''
    const expire = form.get('expire') ?? '0'
    const knowsExpire = this.options.knowsExpire ?? true
    if (knowsExpire && !/^\d+$/.test(expire)) {
      throw invalid(`The argument '${expire}' is not a valid expiration time`)
    }
    if (!['', '/', '/kvm', '/kvm/'].includes(redirect)) {
      throw invalid(`The argument '${redirect}' is not a valid login redirect`)
    }
    this.checkPassword(user, password)
    const token = this.open(user, knowsExpire ? Number(expire) : 0)
    if (redirect === '') {
      call.response.setHeader('Set-Cookie', `auth_token=${token}; HttpOnly; Path=/; SameSite=Strict`)
      return call.ok()
    }
    // kvmd/apps/kvmd/api/auth.py:132-135: a redirect's cookie has neither HttpOnly nor SameSite.
    call.plain(302, '302: Found', { Location: redirect, 'Set-Cookie': `auth_token=${token}; Path=/` })
  }

  /** Closes all sessions of that user; needs the cookie itself. */
  logout(call: Call): void {
    if (!this.enabled) return call.ok()
    const session = this.sessionOf(checkedToken(tokenOf(call.request.headers) ?? ''))
    if (!session) throw forbidden()
    for (const [token, { user }] of this.sessions) if (user === session.user) this.sessions.delete(token)
    call.ok()
  }

  private open(user: string, wantedS: number): string {
    const { expireS = 0 } = this.options
    const lastsS = expireS === 0 ? wantedS : wantedS === 0 ? expireS : Math.min(wantedS, expireS)
    const token = randomBytes(32).toString('hex')
    this.sessions.set(token, { user, endsAtMs: lastsS === 0 ? Number.POSITIVE_INFINITY : Date.now() + lastsS * 1000 })
    return token
  }

  private sessionOf(token: string): Session | undefined {
    const session = this.sessions.get(token)
    if (!session || session.endsAtMs > Date.now()) return session
    this.sessions.delete(token)
    return undefined
  }

  private checkPassword(user: string, given: string): void {
    const known = this.users === false ? undefined : this.users[user]
    const { totpSecret } = this.options
    const [password, code] = totpSecret === undefined ? [given, ''] : [given.slice(0, -6), given.slice(-6)]
    const isGood = known === password && (totpSecret === undefined || isGoodCode(totpSecret, code, Date.now()))
    if (!isGood) throw forbidden()
  }
}

async function formOf(call: Call): Promise<URLSearchParams> {
  const body = await call.body(4096)
  const type = call.request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) return multipartOf(body.toString(), type)
  return type.startsWith('application/x-www-form-urlencoded')
    ? new URLSearchParams(body.toString())
    : new URLSearchParams()
}

/** Fields of a small form: curl's `--form`. */
function multipartOf(body: string, type: string): URLSearchParams {
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1] ?? ''
  const fields = new URLSearchParams()
  for (const part of body.split(`--${boundary}`)) {
    const found = /name="([^"]+)"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n$/.exec(part)
    if (found?.[1] !== undefined) fields.set(found[1], found[2] ?? '')
  }
  return fields
}

function checkedUser(user: string): string {
  if (!/^[a-z_]([a-z0-9@._-]*[a-z0-9_-])?$/.test(user.trim()) || user.length > 128) {
    throw invalid(`The argument '${user}' is not a valid username characters`)
  }
  return user.trim()
}

function checkedPassword(password: string): string {
  if (!/^[\x20-\x7e]*$/.test(password)) throw invalid('The argument is not a valid passwd characters')
  if (password.length > 512) throw invalid('RAW limit exceed')
  return password
}

function checkedToken(token: string): string {
  if (!/^[0-9a-f]{64}$/.test(token)) throw invalid('The argument is not a valid auth token')
  return token
}

function tokenOf({ cookie }: IncomingHttpHeaders): string | undefined {
  return /(?:^|;\s*)auth_token=([^;]*)/.exec(cookie ?? '')?.[1]
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}
