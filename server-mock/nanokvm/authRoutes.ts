import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Account, tokenLifeS } from './Accounts'
import { type Call, Refusal } from './Api'
import { has } from './ages'
import type { Nano } from './Nano'
import { decryptPassword } from './password'

export const cookieName = 'nano-kvm-token'

const login = z.object({ username: z.string().min(1), password: z.string().min(1) })
const usernames = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/

/** Signing in and accounts (server/service/auth). */
export function authRoutes(nano: Nano): void {
  const { age, api, accounts } = nano
  api.open('POST', '/api/auth/login', (request, reply) => signIn(nano, request, reply))
  if (has(age, '2.1.6')) api.user('POST', '/api/auth/logout', call => signOut(nano, call))
  if (has(age, '2.1.4')) {
    api.user('GET', '/api/auth/account', ({ account: { username, role } }) =>
      has(age, 'multi-user') ? { username, role } : { username },
    )
  }
  if (has(age, '2.1.0')) api.user('GET', '/api/auth/password', () => ({ isUpdated: accounts.isPasswordUpdated }))
  api.user('POST', '/api/auth/password', call => changePassword(nano, call))
  if (has(age, 'multi-user')) accountRoutes(nano)
}

async function signIn(nano: Nano, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { age, accounts, lockout, pace, asks } = nano
  const current = has(age, '2.1.6')
  const late = (ms: number) => (has(age, '2.3.0') ? new Promise(resolve => setTimeout(resolve, ms * pace)) : undefined)
  if (!asks) return has(age, 'multi-user') ? null : { token: 'disabled' }
  const parsed = bodyOf(request)
  if (!parsed) {
    await late(3000)
    throw new Refusal(-1, 'invalid parameters')
  }
  const peer = request.socket.remoteAddress ?? ''
  if (has(age, '2.3.5') && lockout.isLocked(peer)) {
    await late(3000)
    throw new Refusal(-5, 'Account locked due to too many failed attempts, please try again later')
  }
  const password = decryptPassword(parsed.password)
  if (password === '' && !current) throw new Refusal(-2, 'decrypt password failed')
  const account = accounts.signIn(parsed.username, password)
  if (!account) {
    lockout.failed(peer)
    await late(2000)
    throw new Refusal(current ? -2 : -4, 'invalid username or password')
  }
  lockout.passed(peer)
  const token = accounts.tokenFor(account)
  if (!has(age, 'multi-user')) return { token }
  reply.header('Set-Cookie', cookieOf(token, tokenLifeS, request))
  return null
}

function bodyOf(request: FastifyRequest): z.infer<typeof login> | undefined {
  try {
    if (!/^application\/json/i.test(request.headers['content-type'] ?? '')) return undefined
    return login.safeParse(JSON.parse(String(request.body))).data
  } catch {
    return undefined
  }
}

/** server/service/auth/login.go: Secure where the request came over TLS, or a proxy says so. */
function cookieOf(token: string, maxAgeS: number, request: FastifyRequest): string {
  const isSecure =
    String(request.headers['x-forwarded-proto'] ?? '')
      .split(',')[0]
      ?.trim() === 'https'
  return `${cookieName}=${token}; Path=/; Max-Age=${maxAgeS}; HttpOnly; ${isSecure ? 'Secure; ' : ''}SameSite=Strict`
}

function signOut({ age, accounts, dropSessions }: Nano, { account, request, reply }: Call): null {
  accounts.revoke(account)
  if (!has(age, 'multi-user')) return null // sockets that are open stay open
  reply.header('Set-Cookie', cookieOf('', 0, request))
  setImmediate(() => dropSessions(account))
  return null
}

function changePassword(nano: Nano, call: Call): null {
  const { age, accounts, dropSessions } = nano
  if (!has(age, 'multi-user')) {
    const { username, password } = call.body(login)
    accounts.replaceOwner(username, decryptPassword(password))
    return null
  }
  const change = z.object({ currentPassword: z.string().optional(), password: z.string().min(1) })
  const { currentPassword, password } = call.body(change, 'invalid parameters')
  if (!currentPassword) throw new Refusal(-3, 'current password is required')
  if (decryptPassword(currentPassword) !== call.account.password) throw new Refusal(-3, 'current password is incorrect')
  call.account.password = checkedPassword(password, -5)
  accounts.revoke(call.account)
  call.reply.header('Set-Cookie', cookieOf('', 0, call.request))
  setImmediate(() => dropSessions(call.account))
  return null
}

function accountRoutes(nano: Nano): void {
  const { api, accounts, dropSessions } = nano
  const role = z.enum(['admin', 'user'])
  api.admin('GET', '/api/auth/users', () => ({
    users: accounts.list.map(({ username, role: held, enabled, systemAccount }) => ({
      ...{ username, role: held, enabled },
      ...(systemAccount && { systemAccount }),
    })),
  }))
  api.admin('POST', '/api/auth/users', call => {
    const wanted = call.body(z.object({ username: z.string(), password: z.string(), role: z.string() }))
    const password = checkedPassword(wanted.password, -2)
    if (!usernames.test(wanted.username)) throw new Refusal(-3, 'invalid username')
    const asked = role.safeParse(wanted.role)
    if (!asked.success) throw new Refusal(-3, 'invalid role')
    if (accounts.find(wanted.username)) throw new Refusal(-3, 'username already exists')
    accounts.add(wanted.username, password, asked.data)
  })
  api.admin('PUT', '/api/auth/users/:username', call => {
    const change = call.body(z.object({ role: role.optional(), enabled: z.boolean().optional() }))
    if (change.role === undefined && change.enabled === undefined) throw new Refusal(-1, 'invalid arguments')
    const account = named(accounts.find(nameIn(call)), -2)
    const weakens = (change.role ?? account.role) === 'user' || change.enabled === false
    if (weakens) refuseIfFixed(nano, call, account, -2)
    Object.assign(account, change)
    accounts.revoke(account)
    dropSessions(account)
  })
  api.admin('DELETE', '/api/auth/users/:username', call => {
    const account = named(accounts.find(nameIn(call)), -1)
    refuseIfFixed(nano, call, account, -1)
    accounts.remove(account.username)
    dropSessions(account)
  })
  api.admin('POST', '/api/auth/users/:username/password', call => {
    const { password } = call.body(z.object({ password: z.string() }))
    const account = named(accounts.find(nameIn(call)), -2)
    if (account.systemAccount) throw new Refusal(-3, 'the device owner must change its own password')
    account.password = checkedPassword(password, -4)
    accounts.revoke(account)
    dropSessions(account)
  })
}

/** server/authn/store.go */
function refuseIfFixed({ accounts }: Nano, call: Call, account: Account, code: number): void {
  if (account === call.account) throw new Refusal(code, 'cannot demote, disable or delete yourself')
  if (account.systemAccount) throw new Refusal(code, 'the device owner must stay an enabled administrator')
  if (account.role === 'admin' && accounts.enabledAdmins < 2) throw new Refusal(code, 'at least one enabled admin')
}

function nameIn(call: Call): string {
  return z.object({ username: z.string() }).parse(call.request.params).username
}

function named(account: Account | undefined, code: number): Account {
  if (!account) throw new Refusal(code, 'user not found')
  return account
}

function checkedPassword(field: string, code: number): string {
  const password = decryptPassword(field)
  const bytes = Buffer.byteLength(password)
  if (bytes < 8 || bytes > 72) throw new Refusal(code, 'password must be between 8 and 72 bytes')
  return password
}
