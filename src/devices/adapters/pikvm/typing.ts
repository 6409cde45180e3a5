import { whileSo } from '../../../lib/wait'
import { longRequests } from '../../../net/http'
import type { TypingCapability } from '../../capabilities/typing'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Kvmd } from './Kvmd'
import { isAtLeast, type KvmdState } from './KvmdState'
import { untypeableIn } from './untypeableIn'

/** The device's own page: 0 to 200 ms, 20 usual (web/share/js/kvm/paste.js). */
const delays = { min: 0, max: 200, usual: 20 }
/** Typing cannot be stopped once a request is there: about so much goes out at a time, and no more than this. */
const chunkMs = 1_500
const mostCharacters = 200
/** A request is answered when all of it is typed. */
const graceMs = 30_000

/** Text as keys of a layout: `hid/print`, in short pieces so that it can be paused and cancelled. */
export function pikvmTyping({ client, state, viewOnly }: Kvmd): TypingCapability {
  return {
    get layouts() {
      return state.getState().keymaps?.available ?? []
    },
    get defaultLayout() {
      return state.getState().keymaps?.default ?? 'en-us'
    },
    cancels: 'after-chunk',
    get delayMs() {
      return hasDelay(state.getState()) ? delays : { min: 0, max: 0, usual: 0 }
    },
    untypeable: untypeableIn,
    async type(text, { layout, delayMs = delays.usual, signal, paused, onProgress }) {
      refuseIfViewOnly(viewOnly)
      const characters = [...plain(text)]
      const release = await longRequests.take(signal)
      try {
        for (let at = 0; at < characters.length; ) {
          await whileSo(() => paused?.() ?? false, signal)
          signal?.throwIfAborted()
          const chunk = characters.slice(at, at + chunkLength(delayMs))
          await print(chunk.join(''), chunk.length * 4 * delayMs + graceMs)
          at += chunk.length
          onProgress?.(at, characters.length)
        }
      } finally {
        release()
      }

      // Without the signal: the device would type on, and the page would not know how far.
      function print(body: string, timeoutMs: number): Promise<void> {
        const delay = hasDelay(state.getState()) ? delayMs / 1000 : undefined
        const headers = { 'Content-Type': 'text/plain; charset=utf-8' }
        return client.post('api/hid/print', { params: { limit: 0, keymap: layout, delay }, body, headers, timeoutMs })
      }
    },
  }
}

/** Since 4.92; older ones type as fast as they can. */
function hasDelay(state: KvmdState): boolean {
  return isAtLeast(state, 4, 92)
}

/** A press and a release for each character, and as much again for Shift. */
function chunkLength(delayMs: number): number {
  return Math.max(8, Math.min(mostCharacters, Math.floor(chunkMs / Math.max(1, 2.5 * delayMs))))
}

/** kvmd types other dashes and quotes as plain ones, but loses the em dash (kvmd/keyboard/printer.py:60-119). */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll('—', '-')
}
