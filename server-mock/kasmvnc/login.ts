import type { Blacklist } from './Blacklist'
import type { HttpRequest } from './httpRequest'
import type { KasmUsers, Rights } from './KasmUsers'

export type Login =
  | { readonly verdict: 'in'; readonly user: string; readonly rights: Rights; readonly address: string }
  | { readonly verdict: 'no-login' | 'wrong-login' | 'blocked' | 'too-long' }

/** Longer base64 is refused before it is looked at. */
const longestBasic = 256
const longestForwarded = 64

/** Who asks, before anything else is looked at: every request counts, the upgrade too. */
export function judgeLogin(
  request: HttpRequest,
  peer: string,
  isOpen: boolean,
  users: KasmUsers,
  blacklist: Blacklist,
): Login {
  const address = forwarded(request) ?? peer
  const nobody = { read: true, write: true, owner: false }
  if (isOpen) return { verdict: 'in', user: '', rights: nobody, address }
  if (blacklist.isBlocked(address)) return { verdict: 'blocked' }
  const basic = /^Basic (.*)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  if (basic === undefined) {
    blacklist.failed(address)
    return { verdict: 'no-login' }
  }
  if (basic.length > longestBasic) return { verdict: 'too-long' }
  const [name = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':')
  const user = users.signIn(name, rest.join(':'))
  if (user) return { verdict: 'in', user: user.name, rights: user, address }
  blacklist.failed(address)
  return { verdict: 'wrong-login' }
}

/** Anybody may say for whom they ask, if it looks like an address. */
function forwarded({ headers }: HttpRequest): string | undefined {
  const first = headers.get('x-forwarded-for')?.split(',', 1)[0]?.trim() ?? ''
  return /^[0-9a-fA-F.:]+$/.test(first) && first.length < longestForwarded ? first : undefined
}
