import type { Account, UserChange, UserList, UserRight, UsersCapability } from '../../devices/capabilities/users'
import type { WordKey } from '../../words/catalogue'
import { checkPassword } from './checkPassword'
import { generatePassword } from './generatePassword'
import type { BulkRow } from './readBulk'
import { losesManaging, managing } from './riskOf'

type RowProblem =
  | 'noName'
  | 'badName'
  | 'twice'
  | 'unknown'
  | 'password'
  | 'notTruth'
  | 'self'
  | 'maybeSelf'
  | 'lastOwner'

/** What one pasted line comes to, beside what the machine has. */
export type PlannedRow = { readonly name: string } & (
  | { readonly is: 'problem'; readonly why: RowProblem; readonly value?: string }
  | { readonly is: 'same' }
  | {
      readonly is: 'change'
      readonly change: UserChange
      /** Rights before, for those that exist. */
      readonly before?: readonly UserRight[]
      /** The password is ours, and has to be shown. */
      readonly isMadeUp?: boolean
      /** The list was cut short: the machine may have it already, and then leaves it as it is. */
      readonly isUnseen?: boolean
    }
)

export interface BulkWish {
  readonly do: 'write' | 'remove'
  readonly rows: readonly BulkRow[]
}

/**
 * Compares pasted lines with the accounts there are. Rights a line does not name stay as they are: a device may reset
 * what is left out, so every change carries all of them. What could lock somebody out is not done in bulk: removing or
 * demoting oneself, one that may be oneself, or the last who may manage users.
 */
export function planBulk(
  wish: BulkWish,
  { accounts, cutShort }: UserList,
  users: Pick<UsersCapability, 'rights' | 'rules'>,
  makePassword: () => string = generatePassword,
): readonly PlannedRow[] {
  const known = new Map(accounts.map(account => [account.name, account]))
  const seen = new Set<string>()
  const plan = wish.rows.map((row): PlannedRow => {
    const { name } = row
    const account = known.get(name)
    const problem = problemOf(row, wish.do, account, users, seen, cutShort)
    seen.add(name)
    if (problem) return { name, is: 'problem', ...problem }
    if (wish.do === 'remove') return { name, is: 'change', change: { do: 'remove', name } }
    const rights = users.rights.filter(
      right => row.rights[right] ?? account?.rights.includes(right) ?? right === 'enabled',
    )
    if (!account) {
      const password = row.password ?? makePassword()
      const isMadeUp = row.password === undefined
      const unseen = cutShort && { isUnseen: true }
      return { name, is: 'change', isMadeUp, ...unseen, change: { do: 'create', name, password, rights } }
    }
    if (row.password === undefined && isSame(rights, account.rights)) return { name, is: 'same' }
    const password = row.password !== undefined && { password: row.password }
    return { name, is: 'change', before: account.rights, change: { do: 'update', name, rights, ...password } }
  })
  return guarded(plan, accounts)
}

/** Leaves out what takes the right to manage users from oneself, perhaps from oneself, or from all who have it. */
function guarded(plan: readonly PlannedRow[], accounts: readonly Account[]): readonly PlannedRow[] {
  const knowsSelf = accounts.some(({ isSelf }) => isSelf)
  const losers = new Map<PlannedRow, Account>()
  for (const row of plan) {
    const account = row.is === 'change' ? accounts.find(({ name }) => name === row.name) : undefined
    if (account && row.is === 'change' && losesManaging(account, row.change)) losers.set(row, account)
  }
  const stays = accounts.some(
    account => managing.some(right => account.rights.includes(right)) && ![...losers.values()].includes(account),
  )
  return plan.map((row): PlannedRow => {
    const account = losers.get(row)
    if (!account) return row
    const why = account.isSelf ? 'self' : !stays ? 'lastOwner' : knowsSelf ? undefined : 'maybeSelf'
    return why ? { name: row.name, is: 'problem', why } : row
  })
}

function problemOf(
  { name, password, notTruth }: BulkRow,
  what: BulkWish['do'],
  account: Account | undefined,
  { rules }: Pick<UsersCapability, 'rules'>,
  seen: ReadonlySet<string>,
  cutShort: boolean,
): { why: RowProblem; value?: string } | undefined {
  if (name === '') return { why: 'noName' }
  if (seen.has(name)) return { why: 'twice' }
  if (what === 'remove') return account || cutShort ? undefined : { why: 'unknown' }
  if (!account && rules.checkName(name) !== 'ok') return { why: 'badName' }
  if (notTruth !== undefined) return { why: 'notTruth', value: notTruth }
  if (password !== undefined && checkPassword(password, rules)) return { why: 'password' }
  return undefined
}

function isSame(a: readonly UserRight[], b: readonly UserRight[]): boolean {
  return a.length === b.length && a.every(right => b.includes(right))
}

/** The catalogue's word for why a line is left out. */
export function rowProblemWord(why: RowProblem): WordKey {
  return `users.bulkView.rowProblem.${why}`
}
