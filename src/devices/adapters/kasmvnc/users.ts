import type { UserChange, UserList, UsersCapability } from '../../capabilities/users'
import { DeviceError } from '../../errors'
import { decoded, type KasmApi } from './KasmApi'
import { readUsers } from './wire'

/** A request must arrive in one read of the server: what is larger is refused (kasmtech/KasmVNC websocket.c). */
const mostBodyBytes = 12_000
const maxPasswordBytes = 100
/** The server checks nothing: a colon or a line break spoils its file, and long names cut its own list short. */
const goodName = /^[A-Za-z0-9_-]{1,64}$/

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
export function kasmUsers(api: KasmApi, selfName: () => string | undefined, changed: () => void): UsersCapability {
  const list = async (signal?: AbortSignal): Promise<UserList> => {
    const { accounts, cutShort } = decoded(readUsers, await api.getText('get_users', {}, signal ? { signal } : {}))
    const owners = accounts.filter(({ rights }) => rights.includes('owner'))
    return {
      cutShort,
      accounts: accounts.map(account => ({
        ...account,
        ...(account.name === selfName() && { isSelf: true }),
        ...(!cutShort && owners.length === 1 && owners[0] === account && { fixed: 'last-owner' as const }),
      })),
    }
  }

  const send = async (call: string, rows: readonly Row[], signal?: AbortSignal) => {
    await api.post(call, rows, signal)
    changed()
  }

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
    list,
    async create(account, signal) {
      checkRow({ do: 'create', ...account })
      checkAgainst(await list(signal), { do: 'create', ...account })
      await send('create_user', [rowOf({ do: 'create', ...account })], signal)
    },
    async update(name, change, signal) {
      checkRow({ do: 'update', name, ...change })
      await send('update_user', [rowOf({ do: 'update', name, ...change })], signal)
    },
    async remove(name, signal) {
      await send('remove_user', [{ user: name }], signal)
    },
    async apply(changes, onResult, signal) {
      for (const batch of await batches(changes, () => list(signal), onResult)) {
        signal?.throwIfAborted()
        await applyBatch(batch, send, () => list(signal), onResult, signal)
      }
    },
  }
}

interface Batch {
  readonly call: UserChange['do']
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
    const last = made.at(-1)
    if (last?.call === change.do && bytes + size < mostBodyBytes) {
      last.rows.push({ index, change })
      bytes += size
    } else {
      made.push({ call: change.do, rows: [{ index, change }] })
      bytes = size
    }
  }
  return made
}

/** A refusal in the middle leaves what came before it: the list tells how far it got. Nothing is sent again. */
async function applyBatch(
  { call, rows }: Batch,
  send: (call: string, rows: readonly Row[], signal?: AbortSignal) => Promise<void>,
  list: () => Promise<UserList>,
  onResult: OnResult,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await send(
      `${call}_user`,
      rows.map(({ change }) => rowOf(change)),
      signal,
    )
    for (const { index } of rows) onResult(index, 'done')
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    const after = error.reason === 'action-refused' ? await list().catch(() => undefined) : undefined
    for (const { index, change } of rows) onResult(index, after && isIn(after, change) ? 'done' : error)
  }
}

function isIn({ accounts }: UserList, change: UserChange): boolean {
  const found = accounts.find(({ name }) => name === change.name)
  if (change.do === 'remove') return !found
  return found !== undefined && found.rights.join() === [...rowRights(change.rights)].join()
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
  if (change.do === 'create' && !goodName.test(change.name)) throw refused(`“${change.name}” is no name it can hold`)
  if (change.do === 'remove' || !change.password) {
    if (change.do === 'create') throw refused('a password is needed')
    return
  }
  const length = new TextEncoder().encode(change.password).length
  if (length > maxPasswordBytes) throw refused(`a password of ${length} bytes`)
  // These three characters anywhere in a request make the server answer 404.
  if (change.password.includes('../')) throw refused('“../” in a password')
}

function checkAgainst({ accounts, cutShort }: UserList, change: UserChange): void {
  const exists = accounts.some(({ name }) => name === change.name)
  if (change.do === 'create' && exists) throw refused(`${change.name} exists`)
  if (change.do === 'create' && cutShort) throw refused('the list of users is cut short: the name may be taken')
  if (change.do !== 'create' && !exists && !cutShort) throw refused(`no ${change.name}`)
}

function refused(detail: string): DeviceError {
  return new DeviceError('action-refused', { detail })
}
