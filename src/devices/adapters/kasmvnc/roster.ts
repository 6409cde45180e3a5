import { writable } from '../../../lib/readable'
import type { RosterCapability, RosterState, Viewer } from '../../capabilities/roster'
import { decoded, type KasmApi } from './KasmApi'
import { sessionNameOf } from './sessionNameOf'
import { readBottlenecks, readSessions } from './wire'

/** Others who come and go, one message for each connection; the list of those who were there before is the owner's. */
export function kasmRoster(api: KasmApi) {
  const state = writable<RosterState>({ seen: [] })
  const set = (seen: readonly Viewer[]) => state.set({ seen })
  const sessions = async (signal?: AbortSignal) => {
    const options = signal ? { signal } : {}
    const viewers = decoded(readSessions, await api.getText('get_sessions', {}, options))
    // Addresses stand in the other list only, which may be cut short or empty: they are then left out.
    const table = viewers.length === 0 ? '' : await api.getText('get_bottleneck_stats', {}, options).catch(() => '')
    signal?.throwIfAborted()
    return withAddresses(viewers, connectionsOf(table))
  }
  return {
    /** `lists`: the server has the call, and we may make it. */
    capability: (lists: boolean): RosterCapability => ({ state, ...(lists && { sessions }) }),
    joined: (name: string) => set([...state.getState().seen, { name, sinceMs: Date.now() }]),
    left(name: string) {
      const { seen } = state.getState()
      const at = seen.findIndex(viewer => viewer.name === name)
      if (at >= 0) set(seen.filter((_, i) => i !== at))
    },
    /**
     * How sessions write our own name: they stand newest first, and those who came after us are known. Our connection's
     * figures name nobody. `undefined` where it cannot be said.
     */
    async ownName(signal: AbortSignal): Promise<string | undefined> {
      const viewers = decoded(readSessions, await api.getText('get_sessions', {}, { signal }))
      const [before, own, after] = [-1, 0, 1].map(step => viewers[state.getState().seen.length + step])
      // Somebody who came in the same second may stand on either side.
      const isSame = (other: Viewer | undefined) => other?.sinceMs === own?.sinceMs && other?.name !== own?.name
      return (before && isSame(before)) || (after && isSame(after)) ? undefined : own?.name
    },
    /** Nothing is known of who was there while we were not. */
    forget: () => set([]),
  }
}

interface Connection {
  readonly user: string
  readonly address: string
  readonly sinceMs: number
}

/** A session begins with the handshake of RFB, its connection with that of the WebSocket before it. */
const mostApartMs = 15_000

/** From the bottleneck table, whose ids are `<address>_<seconds>.<microseconds>::websocket`. */
function connectionsOf(table: string): readonly Connection[] {
  const rows = safely(table)
  return rows.flatMap(({ user = '', connection }) => {
    const [, address, seconds] = /^(.+)_(\d+)\.\d+::websocket$/.exec(connection) ?? []
    if (address === undefined) return []
    return [{ user, address, sinceMs: Number(seconds) * 1000 }]
  })
}

function safely(table: string) {
  try {
    return readBottlenecks(table, 0)
  } catch {
    return []
  }
}

/** Each session with the connection of its user that began nearest to it, and the user's own name; none is given twice. */
function withAddresses(viewers: readonly Viewer[], connections: readonly Connection[]): readonly Viewer[] {
  const free = [...connections]
  return viewers.map(viewer => {
    const apart = ({ sinceMs }: Connection) => Math.abs(sinceMs - (viewer.sinceMs ?? Number.NaN))
    const [nearest] = free
      .filter(each => sessionNameOf(each.user) === viewer.name && apart(each) <= mostApartMs)
      .sort((a, b) => apart(a) - apart(b))
    if (!nearest) return viewer
    free.splice(free.indexOf(nearest), 1)
    const account = nearest.user !== viewer.name && { account: nearest.user }
    return { ...viewer, address: nearest.address, ...account }
  })
}
