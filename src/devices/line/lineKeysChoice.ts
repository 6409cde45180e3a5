import { type LineKeys, readLineKeys, usualLineKeys } from '../../lib/lineKeys'
import { writable } from '../../lib/readable'
import type { LineKeysChoice } from '../capabilities/terminal'
import type { KeptWord } from '../device'

/** The operator's choice for this line, over that of its entry, over the usual. */
export function lineKeysChoice(ofEntry: unknown, kept?: KeptWord): LineKeysChoice {
  let chosen = parse(kept?.known())
  const state = writable<LineKeys>({ ...usualLineKeys, ...readLineKeys(ofEntry), ...chosen })
  return {
    state,
    choose(change) {
      chosen = { ...chosen, ...change }
      kept?.remember(JSON.stringify(chosen))
      state.set({ ...state.getState(), ...change })
    },
  }
}

function parse(text: string | undefined): Partial<LineKeys> {
  try {
    return readLineKeys(JSON.parse(text ?? '{}'))
  } catch {
    return {}
  }
}
