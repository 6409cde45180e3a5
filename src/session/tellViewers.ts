import type { RosterState } from '../devices/capabilities/roster'
import type { Device } from '../devices/device'
import type { Readable } from '../lib/readable'
import { notify } from '../stores/notices'
import { formatList } from '../words/formatList'
import { t, whenWords } from '../words/words'

/** Who is back within this time has only loaded a page anew; who comes together is told together. */
const gatherMs = 1_500

/**
 * Tells who else comes to a machine and who leaves it, by name, while its link stands. Who was there before is not told:
 * they did not come. Returns a function that stops it.
 */
export function tellViewers(device: Device, roster: Readable<RosterState>): () => void {
  let known = namesOf(roster.getState())
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = () => {
    timer = undefined
    const before = known
    known = namesOf(roster.getState())
    // A list that emptied with the connection says nothing of the others.
    if (device.link.getState().phase !== 'online') return
    const [joined, left] = [without(known, before), without(before, known)]
    whenWords(() => {
      if (joined.length > 0)
        notify({ tone: 'info', text: t('viewers.joined', { names: formatList([...new Set(joined)]) }) })
      if (left.length > 0) notify({ tone: 'info', text: t('viewers.left', { names: formatList([...new Set(left)]) }) })
    })
  }
  const unsubscribe = roster.subscribe(() => {
    timer ??= setTimeout(tell, gatherMs)
  })
  return () => {
    clearTimeout(timer)
    unsubscribe()
  }
}

/** One for each connection: the same name may be there twice. */
function namesOf({ seen }: RosterState): readonly string[] {
  return seen.map(({ name }) => name)
}

function without(all: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return all.filter(name => {
    const at = left.indexOf(name)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
