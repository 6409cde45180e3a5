import { derived } from '../../../lib/derived'
import type { RosterCapability } from '../../capabilities/roster'
import type { Kvmd } from './Kvmd'

/** How many look: a number since 4.97, no names. */
export function pikvmRoster({ state }: Kvmd): RosterCapability {
  return { state: derived(state, ({ viewers }) => ({ seen: [], ...(viewers !== undefined && { count: viewers }) })) }
}
