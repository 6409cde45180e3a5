import type { Machine } from '../machine/Machine'
import type { Account, Accounts } from './Accounts'
import type { Api } from './Api'
import type { Age } from './ages'
import type { Capture } from './Capture'
import type { FrameDetect } from './FrameDetect'
import type { HidPort } from './HidPort'
import type { Lockout } from './Lockout'
import type { Storage } from './Storage'
import type { Transfers } from './Transfers'

/** One emulated device, as its routes see it. */
export interface Nano {
  readonly age: Age
  readonly api: Api
  readonly machine: Machine
  readonly hid: HidPort
  readonly storage: Storage
  readonly transfers: Transfers
  readonly capture: Capture
  readonly detect: FrameDetect
  readonly accounts: Accounts
  readonly lockout: Lockout
  /** Whether one must sign in: `authentication: disable` switches it off. */
  readonly asks: boolean
  readonly hardware: 'Alpha' | 'Beta' | 'PCIE'
  /** How long the device takes for what it does, against a real one: 1 = as long. */
  readonly pace: number
  /** The lock lamps as the machine last told them. */
  lamps(): object
  /** Ends every connection and stays away for so long; tokens are void afterwards. */
  restart(awayMs: number): void
  /** Ends what this account has open. */
  dropSessions(account: Account): void
  /** A connection of this account that can be ended from outside; returns what takes it off the list. */
  addSession(account: Account, end: () => void): () => void
}
