import type { Account, UserChange, UserRight, UsersCapability } from '../../devices/capabilities/users'
import type { WordKey } from '../../words/catalogue'
import { checkPassword } from './checkPassword'
import { generatePassword } from './generatePassword'
import type { BulkRow } from './readBulk'

type RowProblem = 'noName' | 'badName' | 'twice' | 'unknown' | 'password' | 'notTruth' | 'self'

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
    }
)

export interface BulkWish {
  readonly do: 'write' | 'remove'
  readonly rows: readonly BulkRow[]
}

/**
 * Compares pasted lines with the accounts there are. Rights a line does not name stay as they are: a device may reset
 * what is left out, so every change carries all of them. Removing or demoting oneself is not done in bulk.
 */
export function planBulk(
  wish: BulkWish,
  accounts: readonly Account[],
  users: Pick<UsersCapability, 'rights' | 'rules'>,
  makePassword: () => string = generatePassword,
): readonly PlannedRow[] {
  const known = new Map(accounts.map(account => [account.name, account]))
  const seen = new Set<string>()
  return wish.rows.map((row): PlannedRow => {
    const { name } = row
    const account = known.get(name)
    const problem = problemOf(row, wish.do, account, users, seen)
    seen.add(name)
    if (problem) return { name, is: 'problem', ...problem }
    if (wish.do === 'remove') return { name, is: 'change', change: { do: 'remove', name } }
    const rights = users.rights.filter(
      right => row.rights[right] ?? account?.rights.includes(right) ?? right === 'enabled',
    )
    if (!account) {
      const password = row.password ?? makePassword()
      const isMadeUp = row.password === undefined
      return { name, is: 'change', isMadeUp, change: { do: 'create', name, password, rights } }
    }
    if (row.password === undefined && isSame(rights, account.rights)) return { name, is: 'same' }
    const password = row.password !== undefined && { password: row.password }
    return { name, is: 'change', before: account.rights, change: { do: 'update', name, rights, ...password } }
  })
}

function problemOf(
  { name, password, rights, notTruth }: BulkRow,
  what: BulkWish['do'],
  account: Account | undefined,
  { rules }: Pick<UsersCapability, 'rules'>,
  seen: ReadonlySet<string>,
): { why: RowProblem; value?: string } | undefined {
  if (name === '') return { why: 'noName' }
  if (seen.has(name)) return { why: 'twice' }
  if (account?.isSelf && (what === 'remove' || rights.owner === false || rights.admin === false)) return { why: 'self' }
  if (what === 'remove') return account ? undefined : { why: 'unknown' }
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
