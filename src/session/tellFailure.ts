import { DeviceError } from '../devices/errors'
import { mayBeDone } from '../devices/mayBeDone'
import { recordAction } from '../stores/actions'
import { notify } from '../stores/notices'
import { describeError } from '../words/describeError'
import { t, whenWords } from '../words/words'

/**
 * Tells the operator that something failed, in the catalogue's words, and writes it into the action log. `failed` says so
 * of what was tried, already in the page's language. `done` is the same as done, for all that changes the machine: where
 * the answer was lost, nobody knows which of the two is true, and it is told so. Aborts are silent; anything but a
 * DeviceError is shown with its own text.
 */
export function tellFailure(deviceId: string, failed: string, error: unknown, done?: string): void {
  if (error instanceof DOMException && error.name === 'AbortError') return
  whenWords(() => {
    const isUnsure = done !== undefined && mayBeDone(error)
    const text = isUnsure ? t('failure.unsure', { what: done }) : failed
    recordAction(deviceId, text, isUnsure ? 'unknown' : true)
    notify({ tone: isUnsure ? 'warn' : 'bad', text, more: moreOf(error, isUnsure) })
  })
}

function moreOf(error: unknown, isUnsure: boolean): string {
  if (!(error instanceof DeviceError)) return error instanceof Error ? error.message : String(error)
  const { what, todo } = describeError(error)
  return `${what}. ${isUnsure ? t('failure.look') : todo}`
}
