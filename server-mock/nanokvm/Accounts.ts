import { createHmac, randomBytes } from 'node:crypto'

export type Role = 'admin' | 'user'

export interface Account {
  readonly username: string
  password: string
  role: Role
  enabled: boolean
  /** The device's owner: cannot be demoted, disabled or removed. */
  readonly systemAccount: boolean
  tokenVersion: string
}

export interface AccountsOptions {
  readonly username?: string
  readonly password?: string
  /** Several accounts with roles, tokens revoked one account at a time. */
  readonly multiUser: boolean
}

/** So long a token lives, s: `jwt.refreshTokenDuration`. */
export const tokenLifeS = 2_678_400

/** Accounts and the tokens that were given out for them (server/authn/store.go, server/middleware/jwt.go). */
export class Accounts {
  private readonly users = new Map<string, Account>()
  private readonly multiUser: boolean
  /** Random per process: every restart signs everybody out. */
  private key = randomBytes(32)
  private readonly firstPassword: string

  constructor({ username = 'admin', password = 'admin', multiUser }: AccountsOptions) {
    this.multiUser = multiUser
    this.firstPassword = password
    this.users.set(username, { ...fresh(username, password, 'admin'), systemAccount: true })
  }

  get owner(): Account {
    const [owner] = this.users.values()
    if (!owner) throw new Error('a device has an owner')
    return owner
  }

  get list(): readonly Account[] {
    return [...this.users.values()]
  }

  get isPasswordUpdated(): boolean {
    return this.owner.password !== this.firstPassword
  }

  find(username: string): Account | undefined {
    return this.users.get(username)
  }

  /** The account of a right name and password; one that is disabled looks like a wrong password. */
  signIn(username: string, password: string): Account | undefined {
    const account = this.users.get(username)
    return account?.enabled && password !== '' && account.password === password ? account : undefined
  }

  tokenFor({ username, tokenVersion }: Account): string {
    const iat = Math.floor(Date.now() / 1000)
    const claims = this.multiUser
      ? { username, tokenVersion: 0, sub: username, iat, exp: iat + tokenLifeS }
      : { username, exp: iat + tokenLifeS }
    // The version is an unsigned 64-bit number, beyond what a JavaScript number holds.
    const payload = JSON.stringify(claims).replace('"tokenVersion":0', `"tokenVersion":${tokenVersion}`)
    const body = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(payload)}`
    return `${body}.${this.sign(body)}`
  }

  /** Whose token it is, while it is good. */
  holder(token: string | undefined): Account | undefined {
    const [head, payload, signature] = (token ?? '').split('.')
    if (!head || !payload || signature !== this.sign(`${head}.${payload}`)) return undefined
    const text = Buffer.from(payload, 'base64url').toString()
    const claims = JSON.parse(text) as { username: string; exp: number }
    const account = this.users.get(claims.username) ?? (this.multiUser ? undefined : this.owner)
    if (claims.exp * 1000 < Date.now() || !account?.enabled) return undefined
    if (this.multiUser && !text.includes(`"tokenVersion":${account.tokenVersion},`)) return undefined
    return account
  }

  /** Every token of this account is void from now on; of everybody where accounts have no versions of their own. */
  revoke(account: Account): void {
    if (this.multiUser) account.tokenVersion = freshVersion()
    else this.forgetTokens()
  }

  /** A restart of the process. */
  forgetTokens(): void {
    this.key = randomBytes(32)
  }

  add(username: string, password: string, role: Role): void {
    this.users.set(username, fresh(username, password, role))
  }

  remove(username: string): void {
    this.users.delete(username)
  }

  /** The one account of older firmware takes another name and password. */
  replaceOwner(username: string, password: string): void {
    this.users.clear()
    this.users.set(username, { ...fresh(username, password, 'admin'), systemAccount: true })
  }

  get enabledAdmins(): number {
    return this.list.filter(({ role, enabled }) => role === 'admin' && enabled).length
  }

  private sign(body: string): string {
    return createHmac('sha256', this.key).update(body).digest('base64url')
  }
}

function fresh(username: string, password: string, role: Role): Account {
  return { username, password, role, enabled: true, systemAccount: false, tokenVersion: freshVersion() }
}

const freshVersion = () => randomBytes(8).readBigUInt64LE().toString()
const base64url = (text: string) => Buffer.from(text).toString('base64url')
