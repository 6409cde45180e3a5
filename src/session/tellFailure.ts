import { DeviceError } from '../devices/errors'
import { recordAction } from '../stores/actions'
import { notify } from '../stores/notices'
import { describeError } from '../words/describeError'
import { whenWords } from '../words/words'

/**
 * Tells the operator that an action failed, in the catalogue's words, and writes it into the action log. `what` is the
 * action, already in the page's language. Aborts are silent; anything but a DeviceError is shown with its own text.
 */
export function tellFailure(deviceId: string, what: string, error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return
  recordAction(deviceId, what, true)
  if (error instanceof DeviceError) {
    whenWords(() => {
      const words = describeError(error)
      notify({ tone: 'bad', text: what, more: `${words.what}. ${words.todo}` })
    })
  } else {
    notify({ tone: 'bad', text: what, more: error instanceof Error ? error.message : String(error) })
  }
}
