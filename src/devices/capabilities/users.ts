/**
 * Accounts on the device. KasmVNC: rights read, write, owner. NanoKVM: role admin or user, enabled or not. Asked, never
 * pushed: the panel keeps the list in a query under the device's id.
 */
export interface UsersCapability {
  /** Rights an account may hold here, in the order to show them. */
  readonly rights: readonly UserRight[]
  readonly rules: UserRules
  /** How sessions write the name of an account, where they write it differently. */
  sessionNameOf?(account: string): string
  list(signal?: AbortSignal): Promise<UserList>
  /** Rejects with `name-taken` when the name exists: a device that would overwrite is asked first. */
  create(account: NewAccount, signal?: AbortSignal): Promise<void>
  /** All rights are given, because a device may reset those left out. A password only where it is to change. */
  update(name: string, change: AccountChange, signal?: AbortSignal): Promise<void>
  remove(name: string, signal?: AbortSignal): Promise<void>
  /** Several at once, in order; tells the result of each. Never repeats a row that was refused. */
  apply?(
    changes: readonly UserChange[],
    onResult: (index: number, result: 'done' | Error) => void,
    signal?: AbortSignal,
  ): Promise<void>
}

export type UserRight = 'read' | 'write' | 'owner' | 'admin' | 'enabled'

export interface UserList {
  readonly accounts: readonly Account[]
  /** The device cut its answer short: some are missing (KasmVNC's 80 bytes a user). */
  readonly cutShort: boolean
}

export interface Account {
  readonly name: string
  readonly rights: readonly UserRight[]
  /** The one we are signed in as, where the device tells. */
  readonly isSelf?: boolean
  /** Cannot be removed or demoted, and why. */
  readonly fixed?: 'last-owner' | 'device-owner' | 'self'
}

export interface NewAccount {
  readonly name: string
  readonly password: string
  readonly rights: readonly UserRight[]
}

export interface AccountChange {
  readonly rights: readonly UserRight[]
  readonly password?: string
}

export type UserChange =
  | ({ readonly do: 'create' } & NewAccount)
  | ({ readonly do: 'update'; readonly name: string } & AccountChange)
  | { readonly do: 'remove'; readonly name: string }

export interface UserRules {
  readonly minPasswordBytes: number
  readonly maxPasswordBytes: number
  checkName(name: string): 'ok' | 'empty' | 'too-long' | 'bad-characters'
}
