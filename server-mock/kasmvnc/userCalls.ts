import { type Answer, badRequest, done, text } from './answers'
import type { KasmUsers } from './KasmUsers'
import { booleanIn, textIn } from './query'

const mostPasswordBytes = 127

/** `get_users`. Its buffer holds 80 bytes a user: with long names the answer is cut off and no JSON any more. */
export function listUsers(users: KasmUsers): Answer {
  const lines = users.list.map(({ name, read, write, owner }) => {
    return `    { "user": ${JSON.stringify(name)}, "read": ${read}, "write": ${write}, "owner": ${owner} }`
  })
  const whole = Buffer.from(`[\n${lines.join(',\n')}\n]\n`)
  const room = 80 * users.list.length - 1
  return text(whole.subarray(0, Math.max(0, room)).toString('latin1'))
}

export function createUser(users: KasmUsers, query: string): Answer {
  const [name, password] = [textIn(query, 'name'), textIn(query, 'password')]
  if (!name || !password || users.find(name)) return badRequest
  const rights = {
    read: booleanIn(query, 'read') ?? false,
    write: booleanIn(query, 'write') ?? false,
    owner: booleanIn(query, 'owner') ?? false,
  }
  return users.put({ name, password, ...rights }) ? done : badRequest
}

/** A password in the query is ignored; without any right given it is a bad request. */
export function updateUser(users: KasmUsers, query: string): Answer {
  const user = users.find(textIn(query, 'name') ?? '')
  const given = {
    read: booleanIn(query, 'read'),
    write: booleanIn(query, 'write'),
    owner: booleanIn(query, 'owner'),
  }
  if (!user || Object.values(given).every(each => each === undefined)) return badRequest
  const { read = user.read, write = user.write, owner = user.owner } = given
  users.put({ ...user, read, write, owner })
  return done
}

export function removeUser(users: KasmUsers, query: string): Answer {
  return users.remove(textIn(query, 'name') ?? '') ? done : badRequest
}

interface Row {
  readonly user?: string
  readonly password?: string
  readonly read?: boolean
  readonly write?: boolean
  readonly owner?: boolean
}

/** The calls with a body: existing users are overwritten, rights that are left out become false. */
export const bulkCalls: Readonly<Record<string, (users: KasmUsers, body: Buffer) => Answer>> = {
  create_user: bulk((users, { user, password, ...rights }) => {
    return Boolean(user && password) && users.put(filled(user ?? '', password, rights))
  }),
  update_user: bulk(
    (users, { user = '', password, ...rights }) => {
      const known = users.find(user)
      return known !== undefined && users.put(filled(user, password || known.password, rights))
    },
    { namesMustExist: true },
  ),
  remove_user: bulk((users, { user = '' }) => users.remove(user), { namesMustExist: true }),
}

function filled(name: string, password: string | undefined, rights: Omit<Row, 'user' | 'password'>) {
  const { read = false, write = false, owner = false } = rights
  return { name, password, read, write, owner }
}

/** In order and not atomic: what came before a bad row stays. */
function bulk(apply: (users: KasmUsers, row: Row) => boolean, { namesMustExist = false } = {}) {
  return (users: KasmUsers, body: Buffer): Answer => {
    const rows = parseRows(body)
    if (!rows) return badRequest
    if (namesMustExist && !rows.every(({ user = '' }) => users.find(user))) return badRequest
    return rows.every(row => apply(users, row)) ? done : badRequest
  }
}

/** Only an array of objects with these keys and types: kasmtech/KasmVNC common/network/jsonescape.c. */
function parseRows(body: Buffer): readonly Row[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    return undefined
  }
  return Array.isArray(value) && value.every(isRow) ? value : undefined
}

function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(([key, field]: [string, unknown]) => {
    if (key === 'user' || key === 'password') {
      return typeof field === 'string' && Buffer.byteLength(field) <= mostPasswordBytes
    }
    return ['read', 'write', 'owner'].includes(key) && typeof field === 'boolean'
  })
}
