import { decodeJson } from '../../../net/decode'
import type { NanokvmState } from './NanokvmState'
import { captureWire, eventWire, lampsWire, modesWire } from './wire'

/** The state after one text of `/api/ws`. Throws MalformedError; kinds of events that we do not know change nothing. */
export function mergeEvent(state: NanokvmState, text: string): NanokvmState {
  const { type, data } = decodeJson(eventWire, text)
  switch (type) {
    case 'capture-status': {
      const { mode, ok, result, message } = decodeJson(captureWire, data)
      return { ...state, captures: { ...state.captures, [mode]: { ok, result, message } } }
    }
    case 'h264-mode-status': {
      const modes = decodeJson(modesWire, data)
      const { modes: before } = state
      // Another generation is another process, which counts anew.
      const isOld = before?.generation === modes.generation && modes.revision < before.revision
      return isOld ? state : { ...state, modes }
    }
    case 'hid-led-status': {
      const { known, capsLock, numLock, scrollLock } = decodeJson(lampsWire, data)
      // Until the machine has sent a report for its lamps, nothing is known of them.
      return known ? { ...state, lamps: { caps: capsLock, num: numLock, scroll: scrollLock } } : state
    }
    default:
      return state
  }
}
