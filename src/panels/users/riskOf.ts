import type { Account, UserChange, UserList } from '../../devices/capabilities/users'

/** Rights without which an account cannot manage users. */
export const managing = ['owner', 'admin'] as const

/**
 * What a change puts at risk, and is asked twice for: `self` takes the right to manage users from the account this
 * console signs in with, `last` from the only one that has it as far as the list goes, `self-last` from one that is both,
 * `maybe-self` from one that may be ours, on a machine that does not say who we are.
 */
export type Risk = 'self' | 'last' | 'self-last' | 'maybe-self'

/** The worst that a change risks; `undefined` for one that locks nobody out. */
export function riskOf(change: UserChange, { accounts }: Pick<UserList, 'accounts'>): Risk | undefined {
  const account = accounts.find(({ name }) => name === change.name)
  if (!account || !losesManaging(account, change)) return undefined
  const others = accounts.filter(other => other !== account && manages(other.rights, other))
  if (others.length === 0 && manages(account.rights, account)) return account.isSelf ? 'self-last' : 'last'
  if (account.isSelf) return 'self'
  return accounts.some(({ isSelf }) => isSelf) ? undefined : 'maybe-self'
}

/** Whether a change takes the right to manage users, or to sign in at all, from the account it is about. */
export function losesManaging(account: Account, change: UserChange): boolean {
  if (change.do === 'create') return false
  if (account.isSelf && change.do === 'remove') return true
  if (!manages(account.rights, account)) return false
  return change.do === 'remove' || !manages(change.rights, account)
}

/** With these rights: an account of a machine that has `enabled` must be, to use the others. */
function manages(rights: Account['rights'], account: Account): boolean {
  const mayManage = managing.some(right => rights.includes(right))
  return mayManage && (!account.rights.includes('enabled') || rights.includes('enabled'))
}
