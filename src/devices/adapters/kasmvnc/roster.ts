import { writable } from '../../../lib/readable'
import type { RosterCapability, RosterState, Viewer } from '../../capabilities/roster'
import type { BottleneckSample } from '../../capabilities/stats'
import { decoded, type KasmApi } from './KasmApi'
import { sessionNameOf } from './sessionNameOf'
import { readBottlenecks, readSessions } from './wire'

/** Others who come and go, one message for each connection; the list of those who were there before is the owner's. */
export function kasmRoster(api: KasmApi) {
  const state = writable<RosterState>({ seen: [] })
  const set = (seen: readonly Viewer[]) => state.set({ seen })
  const listed = async (signal?: AbortSignal) =>
    decoded(readSessions, await api.getText('get_sessions', {}, signal ? { signal } : {}))
  const sessions = async (signal?: AbortSignal) => {
    const options = signal ? { signal } : {}
    const viewers = await listed(signal)
    // Addresses stand in the other list only, which may be cut short or empty: they are then left out.
    const table = viewers.length === 0 ? '' : await api.getText('get_bottleneck_stats', {}, options).catch(() => '')
    signal?.throwIfAborted()
    return withAddresses(viewers, connectionsOf(table))
  }
  return {
    /** Sessions as the server lists them. */
    listed,
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
      const viewers = await listed(signal)
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

const idPattern = /^(.+)_(\d+)\.\d+::websocket$/

/** From the bottleneck table, whose ids are `<address>_<seconds>.<microseconds>::websocket`. */
function connectionsOf(table: string): readonly Connection[] {
  return safely(table).flatMap(({ user = '', connection }) => {
    const [, address, seconds] = idPattern.exec(connection) ?? []
    return address === undefined ? [] : [{ user, address, sinceMs: Number(seconds) * 1000 }]
  })
}

function safely(table: string) {
  try {
    return readBottlenecks(table, 0)
  } catch {
    return []
  }
}

/**
 * Each session with the connection of its user that began nearest to it, and the user's own name; none is given twice.
 * What stands under a longer name is taken only where nothing stands under the own one.
 */
function withAddresses(viewers: readonly Viewer[], connections: readonly Connection[]): readonly Viewer[] {
  const free = [...connections]
  const nearestTo = (viewer: Viewer, fits: (user: string) => boolean) => {
    const apart = ({ sinceMs }: Connection) => Math.abs(sinceMs - (viewer.sinceMs ?? Number.NaN))
    const [nearest] = free
      .filter(each => fits(each.user) && apart(each) <= mostApartMs)
      .sort((a, b) => apart(a) - apart(b))
    if (nearest) free.splice(free.indexOf(nearest), 1)
    return nearest
  }
  const own = viewers.map(viewer => nearestTo(viewer, user => sessionNameOf(user) === viewer.name))
  return viewers.map((viewer, i) => {
    const exact = own[i]
    if (exact) {
      const account = exact.user !== viewer.name && { account: exact.user }
      return { ...viewer, address: exact.address, ...account }
    }
    const merged = nearestTo(viewer, user => isUnder(user, viewer.name))
    return merged ? { ...viewer, address: merged.address } : viewer
  })
}

/**
 * The table puts the connections of `owner` under `owner2`, where both are there: names that begin others and go on with
 * a digit, a dash or a dot (kasmtech/KasmVNC common/network/GetAPIMessager.cxx).
 */
function isUnder(longer: string, session: string): boolean {
  const name = sessionNameOf(longer)
  return name.length > session.length && name.startsWith(session)
}

/** The table's rows under the names of those they belong to, as far as the list of sessions tells. */
export function underOwnNames(
  samples: readonly BottleneckSample[],
  viewers: readonly Viewer[],
): readonly BottleneckSample[] {
  return samples.map(sample => {
    const { user, connection } = sample
    const [, , seconds] = idPattern.exec(connection) ?? []
    if (user === undefined || seconds === undefined) return sample
    const apart = ({ name, sinceMs = Number.NaN }: Viewer) =>
      // Of two that began together, the one of that name.
      Math.abs(sinceMs - Number(seconds) * 1000) + (name === sessionNameOf(user) ? 0 : 1)
    const [nearest] = viewers
      .filter(viewer => mayBe(viewer, user) && apart(viewer) <= mostApartMs)
      .sort((a, b) => apart(a) - apart(b))
    return nearest && nearest.name !== sessionNameOf(user) ? { ...sample, user: nearest.name } : sample
  })
}

function mayBe(viewer: Viewer, user: string): boolean {
  return viewer.name === sessionNameOf(user) || isUnder(user, viewer.name)
}
