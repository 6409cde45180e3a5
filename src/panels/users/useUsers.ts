import { useQuery } from '@tanstack/react-query'
import type { RosterCapability, Viewer } from '../../devices/capabilities/roster'
import type { UserChange, UserList, UsersCapability } from '../../devices/capabilities/users'
import type { Device } from '../../devices/device'
import { queries } from '../../session/queries'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { notify } from '../../stores/notices'
import { useWords } from '../../ui/useWords'

/** Sessions come and go, and others change accounts, without being told: read again this often while somebody looks. */
const readEveryMs = 15_000

export interface Users {
  readonly list: UserList | undefined
  readonly error: Error | null
  readonly isReading: boolean
  readAgain(): void
  /** Who is connected; `undefined` where the machine does not tell. */
  readonly sessions: readonly Viewer[] | undefined
  /** How sessions write an account's name, where differently. */
  readonly sessionNameOf: UsersCapability['sessionNameOf']
  /** One change, told and logged. Resolves to whether it was made. */
  change(change: UserChange): Promise<boolean>
}

/**
 * The accounts of a machine and who is connected, read when somebody looks and after every change.
 *
 * @example const users = useUsers(device, capability, roster)
 */
export function useUsers(device: Device, capability: UsersCapability, roster: RosterCapability | undefined): Users {
  const t = useWords()
  const accounts = useQuery(
    {
      queryKey: [device.id, 'users'],
      queryFn: ({ signal }) => capability.list(signal),
      refetchInterval: readEveryMs,
    },
    queries,
  )
  const viewers = useQuery(
    {
      queryKey: [device.id, 'sessions'],
      queryFn: ({ signal }) => roster?.sessions?.(signal) ?? [],
      enabled: roster?.sessions !== undefined,
      refetchInterval: readEveryMs,
    },
    queries,
  )
  return {
    list: accounts.data,
    error: accounts.error,
    isReading: accounts.isFetching,
    readAgain: () => void queries.invalidateQueries({ queryKey: [device.id] }),
    sessions: viewers.data,
    sessionNameOf: capability.sessionNameOf,
    async change(change) {
      const { name } = change
      try {
        await makeChange(capability, change)
      } catch (error) {
        tellFailure(device.id, t(`users.failed.${change.do}`, { name }), error, t(`users.did.${change.do}`, { name }))
        return false
      } finally {
        // Refused or not: what the machine has now is what counts.
        await queries.invalidateQueries({ queryKey: [device.id, 'users'] })
      }
      const text = t(`users.did.${change.do}`, { name })
      recordAction(device.id, text)
      notify({ tone: 'ok', text })
      return true
    },
  }
}

/** Makes one change of any kind. */
export function makeChange(users: UsersCapability, change: UserChange, signal?: AbortSignal): Promise<void> {
  switch (change.do) {
    case 'create':
      return users.create(change, signal)
    case 'update':
      return users.update(change.name, change, signal)
    case 'remove':
      return users.remove(change.name, signal)
  }
}
