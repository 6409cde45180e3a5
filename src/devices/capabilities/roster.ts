import type { Readable } from '../../lib/readable'

/**
 * Who else looks at this machine. KasmVNC tells names as they come and go, one per connection, and has no initial list
 * for those who are not owner; PiKVM tells a number.
 */
export interface RosterCapability {
  readonly state: Readable<RosterState>
  /** Sessions with their start, where the device lists them. */
  sessions?(signal?: AbortSignal): Promise<readonly Viewer[]>
}

export interface RosterState {
  /** Viewers including us; `undefined` where only comings and goings are told. */
  readonly count?: number
  /** Others known by name, as far as seen since we connected. */
  readonly seen: readonly Viewer[]
}

export interface Viewer {
  readonly name: string
  /** The account's own name, where the device writes another for its sessions and tells both. */
  readonly account?: string
  /** Where the connection comes from, where the device tells it: an address, never a host name we looked up. */
  readonly address?: string
  readonly sinceMs?: number
}
