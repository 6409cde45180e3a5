import type { Tunable } from '../devices/capabilities/tuning'
import type { Device } from '../devices/device'
import { type Readable, type Writable, writable } from '../lib/readable'

/** A moment that explains a bend in a chart. */
export type Mark =
  | { readonly atMs: number; readonly kind: 'connected' | 'lost' }
  /** The remote screen's new size. */
  | { readonly atMs: number; readonly kind: 'size'; readonly widthPx: number; readonly heightPx: number }
  /** A value of `display.tuning`, or the way the picture is carried (`source`). */
  | { readonly atMs: number; readonly kind: 'changed'; readonly id: string; readonly value: string }

/** Older ones are forgotten. */
const kept = 200

const known = new WeakMap<Device, Writable<readonly Mark[]>>()

/**
 * What happened to a machine since it was first asked for here: links lost and back, sizes, quality. Follows the
 * device as long as it lives; asking again gives the same list.
 */
export function marksOf(device: Device): Readable<readonly Mark[]> {
  const found = known.get(device)
  if (found) return found
  const marks = writable<readonly Mark[]>([])
  known.set(device, marks)
  const add = (mark: Mark) => marks.set([...marks.getState(), mark].slice(-kept))
  followLink(device, add)
  followPicture(device, add)
  return marks
}

type Add = (mark: Mark) => void

function followLink(device: Device, add: Add): void {
  const first = device.link.getState()
  if (first.phase === 'online') add({ atMs: first.sinceMs, kind: 'connected' })
  device.link.subscribe((now, before) => {
    if (now.phase === before.phase) return
    if (now.phase === 'online') add({ atMs: now.sinceMs, kind: 'connected' })
    else if (before.phase === 'online') add({ atMs: Date.now(), kind: 'lost' })
  })
}

/** The display may come late, and is one object from then on. */
function followPicture(device: Device, add: Add): void {
  const start = () => {
    const { display } = device.capabilities.getState()
    if (!display) return
    stop()
    display.surface.facts.subscribe(({ widthPx, heightPx }, before) => {
      if (before.widthPx === 0 || widthPx === 0 || (widthPx === before.widthPx && heightPx === before.heightPx)) return
      add({ atMs: Date.now(), kind: 'size', widthPx, heightPx })
    })
    display.sources?.subscribe(({ active }, before) => {
      if (active !== before.active) add({ atMs: Date.now(), kind: 'changed', id: 'source', value: active })
    })
    display.tuning?.settings.subscribe((now, before) => {
      for (const { id, value } of now) {
        if (value !== undefined && valueIn(before, id) !== value)
          add({ atMs: Date.now(), kind: 'changed', id, value: String(value) })
      }
    })
  }
  let stop = () => {}
  stop = device.capabilities.subscribe(start)
  start()
}

function valueIn(settings: readonly Tunable[], id: string): Tunable['value'] {
  return settings.find(setting => setting.id === id)?.value
}
