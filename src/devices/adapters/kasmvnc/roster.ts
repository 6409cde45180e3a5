import { writable } from '../../../lib/readable'
import type { RosterCapability, RosterState, Viewer } from '../../capabilities/roster'
import { decoded, type KasmApi } from './KasmApi'
import { readSessions } from './wire'

/** Others who come and go, one message for each connection; the list of those who were there before is the owner's. */
export function kasmRoster(api: KasmApi) {
  const state = writable<RosterState>({ seen: [] })
  const set = (seen: readonly Viewer[]) => state.set({ seen })
  const sessions = async (signal?: AbortSignal) =>
    decoded(readSessions, await api.getText('get_sessions', {}, signal ? { signal } : {}))
  return {
    /** `lists`: the server has the call, and we may make it. */
    capability: (lists: boolean): RosterCapability => ({ state, ...(lists && { sessions }) }),
    joined: (name: string) => set([...state.getState().seen, { name, sinceMs: Date.now() }]),
    left(name: string) {
      const { seen } = state.getState()
      const at = seen.findIndex(viewer => viewer.name === name)
      if (at >= 0) set(seen.filter((_, i) => i !== at))
    },
    /** Nothing is known of who was there while we were not. */
    forget: () => set([]),
  }
}
