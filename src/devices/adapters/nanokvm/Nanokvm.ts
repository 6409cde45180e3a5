import type { Readable, Writable } from '../../../lib/readable'
import type { NanokvmClient } from './NanokvmClient'
import type { NanokvmState } from './NanokvmState'
import type { NanokvmDialect } from './probeDialect'

/** One device as its capabilities see it. */
export interface Nanokvm {
  readonly client: NanokvmClient
  /** What was pushed and probed. */
  readonly state: Readable<NanokvmState>
  /** Nothing of ours may change the machine while true. */
  readonly viewOnly: Writable<boolean>
  /** On `/api/ws`; lost while that is not open. */
  send(data: string | Uint8Array<ArrayBuffer>): void
  /** The dialect of the present connection. Throws `not-supported` before the first. */
  dialect(): NanokvmDialect
}
