import type { Readable } from '../../../lib/readable'
import type { KvmdClient } from './KvmdClient'
import type { KvmdState } from './KvmdState'

/** What the capabilities of one device share: its handles, what it told, and its socket while that stands. */
export interface Kvmd {
  readonly client: KvmdClient
  readonly state: Readable<KvmdState>
  /** Text over the socket; dropped while there is none. */
  send(type: string, event: object): void
  sendBytes(frame: Uint8Array<ArrayBuffer>): void
  /** Nothing of ours may change the machine. */
  readonly viewOnly: Readable<boolean>
}
