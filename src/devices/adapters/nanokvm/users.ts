import type { Account, AccountChange, UserRight, UsersCapability } from '../../capabilities/users'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import { encryptPassword } from './encryptPassword'
import type { Nanokvm } from './Nanokvm'
import { nothing, usersWire } from './wire'

/** server/authn/store.go */
const names = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/

/** Accounts of firmware that has several: administrators and users, enabled or not. */
export function nanokvmUsers({ client, state, viewOnly }: Nanokvm): UsersCapability {
  const path = (name: string) => `api/auth/users/${encodeURIComponent(name)}`
  const options = (signal?: AbortSignal) => (signal ? { signal } : {})
  return {
    rights: ['admin', 'enabled'],
    rules: {
      minPasswordBytes: 8,
      maxPasswordBytes: 72,
      checkName(name) {
        if (name === '') return 'empty'
        if (name.length > 32) return 'too-long'
        return names.test(name) ? 'ok' : 'bad-characters'
      },
    },
    async list(signal) {
      const { users } = await client.get('api/auth/users', usersWire, options(signal))
      const self = state.getState().account?.name
      return { accounts: users.map(user => accountOf(user, self)), cutShort: false }
    },
    async create({ name, password, rights }, signal) {
      refuseIfViewOnly(viewOnly)
      const body = { username: name, password: encryptPassword(password), role: roleOf(rights) }
      await client.post('api/auth/users', body, options(signal))
      // A new account is enabled.
      if (!rights.includes('enabled'))
        await client.send('PUT', path(name), { enabled: false }, nothing, options(signal))
    },
    async update(name, change, signal) {
      refuseIfViewOnly(viewOnly)
      const isSelf = name === state.getState().account?.name
      if (isSelf && change.password) {
        throw new DeviceError('action-refused', {
          detail: 'your own password needs the present one: sign in to the device',
        })
      }
      if (change.password) {
        await client.post(`${path(name)}/password`, { password: encryptPassword(change.password) }, options(signal))
      }
      // Every change of an account ends what it has open: only where there is one.
      if (!isSelf) await client.send('PUT', path(name), rightsOf(change), nothing, options(signal))
    },
    async remove(name, signal) {
      refuseIfViewOnly(viewOnly)
      await client.send('DELETE', path(name), {}, nothing, options(signal))
    },
  }
}

interface WireUser {
  readonly username: string
  readonly role: string
  readonly enabled: boolean
  readonly systemAccount?: boolean | undefined
}

function accountOf({ username, role, enabled, systemAccount }: WireUser, self: string | undefined): Account {
  const isSelf = username === self
  const fixed = systemAccount ? 'device-owner' : isSelf ? 'self' : undefined
  const rights: UserRight[] = [
    ...(role === 'admin' ? ['admin' as const] : []),
    ...(enabled ? ['enabled' as const] : []),
  ]
  return { name: username, rights, ...(isSelf && { isSelf }), ...(fixed && { fixed }) }
}

function rightsOf({ rights }: AccountChange) {
  return { role: roleOf(rights), enabled: rights.includes('enabled') }
}

function roleOf(rights: readonly UserRight[]): 'admin' | 'user' {
  return rights.includes('admin') ? 'admin' : 'user'
}
