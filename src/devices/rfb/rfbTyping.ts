import type { RfbEngine } from '../../engine/rfb/RfbEngine'
import type { Readable } from '../../lib/readable'
import { wait, whileSo } from '../../lib/wait'
import type { TypingCapability } from '../capabilities/typing'
import { DeviceError } from '../errors'

/** Slower for programs that lose keys over a slow line; a desktop takes them as they come. */
const delays = { min: 0, max: 500, usual: 10 }

/** Characters that have a key of their own, rather than a keysym for what they print. */
const keys: Readonly<Record<string, number>> = { '\n': 0xff0d, '\t': 0xff09, '\b': 0xff08, '\u001b': 0xff1b }

/** Text as keys over RFB: one keysym a character, whatever layout the server has. */
export function rfbTyping(engine: RfbEngine, viewOnly: Readable<boolean>): TypingCapability {
  return {
    layouts: [],
    cancels: 'at-once',
    delayMs: delays,
    untypeable: text => [...new Set(text)].filter(character => keysymFor(character) === undefined),
    async type(text, { delayMs = delays.usual, signal, paused, onProgress }) {
      const characters = [...text.replace(/\r\n?/g, '\n')]
      for (const [index, character] of characters.entries()) {
        await whileSo(() => paused?.() ?? false, signal)
        signal?.throwIfAborted()
        if (viewOnly.getState()) throw new DeviceError('view-only')
        const { session } = engine
        if (!session) throw new DeviceError('not-connected')
        const keysym = keysymFor(character)
        if (keysym !== undefined) {
          session.sendKey(keysym, '', true)
          session.sendKey(keysym, '', false)
        }
        onProgress?.(index + 1, characters.length)
        await wait(delayMs, signal)
      }
    },
  }
}

/** X keysyms are Latin-1 as it stands, and Unicode from there on with a bit of its own (X11 keysymdef.h). */
function keysymFor(character: string): number | undefined {
  const point = character.codePointAt(0) ?? 0
  if (Object.hasOwn(keys, character)) return keys[character]
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return undefined
  return point < 0x100 ? point : 0x0100_0000 | point
}
