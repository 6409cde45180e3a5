import { longRequests } from '../../../net/http'
import type { TypingCapability } from '../../capabilities/typing'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import { untypeableIn } from './untypeableIn'

/**
 * Short pieces, so that progress is told, and that a pause or a cancel takes effect: about a second and a half each, and
 * far below what every age takes at once (833 characters since 2.5.0, 1024 bytes before: server/service/hid/paste.go).
 */
const chunkCharacters = 48
/** 30 ms a character, 50 before 2.3.0, and the answer comes when all is typed. */
const slowestMs = 50
const graceMs = 15_000

/** Text as keys of a layout, by `hid/paste`. */
export function nanokvmTyping({ client, dialect, viewOnly }: Nanokvm): TypingCapability {
  return {
    get layouts() {
      return ['us', ...dialect().pasteLayouts]
    },
    defaultLayout: 'us',
    get cancels() {
      return dialect().lamps ? 'at-once' : 'after-chunk' // older ones type a piece to its end
    },
    untypeable: untypeableIn,
    async type(text, { layout, signal, paused, onProgress }) {
      refuseIfViewOnly(viewOnly)
      const all = [...text.replaceAll(/\r\n?/g, '\n')]
      const cancelsAtOnce = dialect().lamps
      const release = await longRequests.take(signal)
      try {
        for (let at = 0; at < all.length; ) {
          await whilePaused(paused, signal)
          signal?.throwIfAborted()
          const chunk = all.slice(at, at + chunkCharacters)
          const body = { content: chunk.join(''), ...(layout && layout !== 'us' && { langue: layout }) }
          const timeoutMs = chunk.length * slowestMs + graceMs
          // Without the signal where the device would type on: the page would not know how far.
          await client.post('api/hid/paste', body, { timeoutMs, ...(cancelsAtOnce && signal && { signal }) })
          at += chunk.length
          onProgress?.(at, all.length)
        }
      } finally {
        release()
      }
    },
  }
}

async function whilePaused(paused: (() => boolean) | undefined, signal: AbortSignal | undefined): Promise<void> {
  while (paused?.()) {
    signal?.throwIfAborted()
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
