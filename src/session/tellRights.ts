import type { DisplayCapability } from '../devices/capabilities/display'
import type { InputCapability } from '../devices/capabilities/input'
import type { Device } from '../devices/device'
import type { Readable } from '../lib/readable'
import { notify } from '../stores/notices'
import { t, whenWords } from '../words/words'

/**
 * Tells when somebody takes rights from this account, or gives them back, while the link stands: to act on the machine,
 * and to see it. What the account had from the start is not told: the bar and the card say that. Returns a function that
 * stops it.
 */
export function tellRights(
  device: Device,
  input: Pick<InputCapability, 'allowed'> | undefined,
  display: Pick<DisplayCapability, 'signal' | 'surface'> | undefined,
): () => void {
  const stops = [
    input?.allowed && onTurn(device, input.allowed, may => may, 'write'),
    // Signals other than these two say nothing of the right; who has seen a picture had it.
    display &&
      onTurn(
        device,
        display.signal,
        ({ signal }) => seesWith[signal],
        'read',
        () => hasSeen(display),
      ),
  ]
  return () => {
    for (const stop of stops) stop?.()
  }
}

const seesWith: Readonly<Record<string, boolean>> = { live: true, 'not-allowed': false }

function hasSeen({ surface }: Pick<DisplayCapability, 'surface'>): boolean | undefined {
  return surface.facts.getState().framesPainted > 0 || undefined
}

function onTurn<T>(
  device: Device,
  source: Readable<T>,
  read: (value: T) => boolean | undefined,
  right: 'read' | 'write',
  /** What shows that the right was there, where its source claims it too early. */
  proof?: () => boolean | undefined,
): () => void {
  const isOnline = () => device.link.getState().phase === 'online'
  const now = isOnline() ? read(source.getState()) : undefined
  let known = now === true && proof ? undefined : now
  return source.subscribe(value => {
    const may = read(value)
    if (may === undefined || !isOnline()) return
    const had = known ?? proof?.()
    known = may
    if (had === undefined || had === may) return
    whenWords(() =>
      notify({ tone: may ? 'info' : 'warn', text: t(`viewers.right.${right}.${may ? 'given' : 'taken'}`) }),
    )
  })
}
