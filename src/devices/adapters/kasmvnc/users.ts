import type { Account, UserChange, UserList, UsersCapability } from '../../capabilities/users'
import { DeviceError } from '../../errors'
import { decoded, type KasmApi } from './KasmApi'
import { sessionNameOf } from './sessionNameOf'
import { readUsers } from './wire'

/** A request must arrive in one read of the server: what is larger is refused (kasmtech/KasmVNC websocket.c). */
const mostBodyBytes = 12_000
const maxPasswordBytes = 100
/** The server checks nothing: a colon or a line break spoils its file, and long names cut its own list short. */
const goodName = /^[A-Za-z0-9_-]{1,64}$/

/** Without `crypto.randomUUID`, which plain HTTP does not have. */
function passwordForAMoment(): string {
  return [...crypto.getRandomValues(new Uint8Array(20))].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/** What the server's body holds for one row. */
interface Row {
  readonly user: string
  readonly password?: string
  readonly read?: boolean
  readonly write?: boolean
  readonly owner?: boolean
}

/**
 * Accounts of a KasmVNC server, for its owner. Always the calls with a body: a password in a query stands in the
 * server's log, is ignored when it changes one, and rights that are left out become false.
 */
export function kasmUsers(api: KasmApi, self: () => Promise<Self>, changed: () => void): UsersCapability {
  const list = async (signal?: AbortSignal): Promise<UserList> => {
    const { accounts, cutShort } = decoded(readUsers, await api.getText('get_users', {}, signal ? { signal } : {}))
    const owners = accounts.filter(({ rights }) => rights.includes('owner'))
    const own = selfAmong(accounts, await self())
    return {
      cutShort,
      accounts: accounts.map(account => ({
        ...account,
        ...(account === own && { isSelf: true }),
        ...(!cutShort && owners.length === 1 && owners[0] === account && { fixed: 'last-owner' as const }),
      })),
    }
  }

  const send = async (call: string, rows: readonly Row[], signal?: AbortSignal) => {
    await api.post(call, rows, signal)
    changed()
  }

  /**
   * Creates one whose name may be taken beyond the end of a list that was cut short. The call with a body would overwrite
   * it. The one with a query refuses, and stands in the server's log: its password is one for that moment, and the one
   * that is wanted follows in a body.
   */
  const createUnseen = async (row: Row, signal?: AbortSignal) => {
    const query = { name: row.user, password: passwordForAMoment() }
    await api.get('create_user', query, signal ? { signal } : {}).catch((error: unknown) => {
      throw isRefusal(error) ? new DeviceError('name-taken', { detail: row.user, cause: error }) : error
    })
    // Without its password and rights it would be an account that nobody asked for.
    await send('update_user', [row]).catch(async (error: unknown) => {
      await api.post('remove_user', [{ user: row.user }]).catch(() => {}) // the list shows it, if it is still there
      throw error
    })
  }
  const make: Makers = { send, createUnseen, list }

  return {
    rights: ['read', 'write', 'owner'],
    rules: {
      minPasswordBytes: 1,
      maxPasswordBytes,
      checkName(name) {
        if (name === '') return 'empty'
        if (name.length > 64) return 'too-long'
        return goodName.test(name) ? 'ok' : 'bad-characters'
      },
    },
    sessionNameOf,
    list,
    async create(account, signal) {
      checkRow({ do: 'create', ...account })
      const known = await list(signal)
      checkAgainst(known, { do: 'create', ...account })
      const row = rowOf({ do: 'create', ...account })
      await (known.cutShort ? createUnseen(row, signal) : send('create_user', [row], signal))
    },
    async update(name, change, signal) {
      checkRow({ do: 'update', name, ...change })
      await send('update_user', [rowOf({ do: 'update', name, ...change })], signal).catch(unlessGone(name, list))
    },
    async remove(name, signal) {
      await send('remove_user', [{ user: name }], signal).catch(unlessGone(name, list))
    },
    async apply(changes, onResult, signal) {
      for (const batch of await batches(changes, () => list(signal), onResult)) {
        signal?.throwIfAborted()
        await applyBatch(batch, make, onResult, signal)
      }
    },
  }
}

/** Who we are signed in as: by the name of the account, or as sessions write it. */
export type Self = { readonly account?: string; readonly session?: string } | undefined

/** The account that is ours, where exactly one can be. */
function selfAmong(accounts: readonly Account[], self: Self): Account | undefined {
  if (self?.account !== undefined) return accounts.find(({ name }) => name === self.account)
  const fitting = accounts.filter(({ name }) => sessionNameOf(name) === self?.session)
  return fitting.length === 1 ? fitting[0] : undefined
}

interface Makers {
  send(call: string, rows: readonly Row[], signal?: AbortSignal): Promise<void>
  createUnseen(row: Row, signal?: AbortSignal): Promise<void>
  list(signal?: AbortSignal): Promise<UserList>
}

/** Its refusals give no reason: a change of an account that is not there any more is one. */
function unlessGone(name: string, list: () => Promise<UserList>) {
  return async (error: unknown): Promise<never> => {
    const now = isRefusal(error) ? await list().catch(() => undefined) : undefined
    const isGone = now && !now.accounts.some(account => account.name === name)
    throw isGone ? new DeviceError('account-gone', { detail: name, cause: error }) : error
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof DeviceError && error.reason === 'action-refused'
}

interface Batch {
  readonly call: UserChange['do'] | 'create-unseen'
  readonly rows: { readonly index: number; readonly change: UserChange }[]
}

type OnResult = (index: number, result: 'done' | Error) => void

/** Neighbours of one kind together, as many as a body holds; rows that could not pass are refused here. */
async function batches(
  changes: readonly UserChange[],
  list: () => Promise<UserList>,
  onResult: OnResult,
): Promise<readonly Batch[]> {
  const known = await list()
  const names = new Set(known.accounts.map(({ name }) => name))
  const made: Batch[] = []
  let bytes = 0
  for (const [index, change] of changes.entries()) {
    try {
      checkRow(change)
      checkAgainst({ ...known, accounts: [...names].map(name => ({ name, rights: [] })) }, change)
    } catch (error) {
      onResult(index, error instanceof Error ? error : new Error(String(error)))
      continue
    }
    if (change.do === 'create') names.add(change.name)
    if (change.do === 'remove') names.delete(change.name)
    const size = new TextEncoder().encode(JSON.stringify(rowOf(change))).length + 1
    const call = change.do === 'create' && known.cutShort ? 'create-unseen' : change.do
    const last = made.at(-1)
    if (last?.call === call && call !== 'create-unseen' && bytes + size < mostBodyBytes) {
      last.rows.push({ index, change })
      bytes += size
    } else {
      made.push({ call, rows: [{ index, change }] })
      bytes = size
    }
  }
  return made
}

/** A refusal in the middle leaves what came before it: the list tells how far it got. Nothing is sent again. */
async function applyBatch(
  { call, rows }: Batch,
  { send, createUnseen, list }: Makers,
  onResult: OnResult,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bodies = rows.map(({ change }) => rowOf(change))
  try {
    if (call === 'create-unseen') for (const body of bodies) await createUnseen(body, signal)
    else await send(`${call}_user`, bodies, signal)
    for (const { index } of rows) onResult(index, 'done')
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    const after = isRefusal(error) ? await list().catch(() => undefined) : undefined
    for (const { index, change } of rows) onResult(index, after ? resultOf(after, change, error) : error)
  }
}

/** What became of a row of a batch that was refused, by what the machine has now. */
function resultOf({ accounts, cutShort }: UserList, change: UserChange, refusal: DeviceError): 'done' | DeviceError {
  const found = accounts.find(({ name }) => name === change.name)
  if (!found && cutShort) return refusal // it may be there, beyond the cut
  if (change.do === 'remove') return found ? refusal : 'done'
  if (!found) return change.do === 'update' ? new DeviceError('account-gone', { detail: change.name }) : refusal
  return found.rights.join() === rowRights(change.rights).join() ? 'done' : refusal
}

function rowRights(rights: readonly string[]) {
  return (['read', 'write', 'owner'] as const).filter(right => rights.includes(right))
}

function rowOf(change: UserChange): Row {
  if (change.do === 'remove') return { user: change.name }
  const has = (right: string) => change.rights.some(each => each === right)
  const flags = { read: has('read'), write: has('write'), owner: has('owner') }
  return { user: change.name, ...(change.password && { password: change.password }), ...flags }
}

function checkRow(change: UserChange): void {
  // Accounts with odd names may exist, and must be possible to change and to remove.
  if (change.do === 'create' && !goodName.test(change.name)) throw unfit(`“${change.name}” is no name it can hold`)
  if (change.do === 'remove' || !change.password) {
    if (change.do === 'create') throw unfit('a password is needed')
    return
  }
  const length = new TextEncoder().encode(change.password).length
  if (length > maxPasswordBytes) throw unfit(`a password of ${length} bytes`)
  // These three characters anywhere in a request make the server answer 404.
  if (change.password.includes('../')) throw unfit('“../” in a password')
}

function checkAgainst({ accounts, cutShort }: UserList, change: UserChange): void {
  const exists = accounts.some(({ name }) => name === change.name)
  if (change.do === 'create' && exists) throw new DeviceError('name-taken', { detail: change.name })
  if (change.do !== 'create' && !exists && !cutShort) throw new DeviceError('account-gone', { detail: change.name })
}

function unfit(detail: string): DeviceError {
  return new DeviceError('account-unfit', { detail })
}
