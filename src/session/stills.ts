import { createStore } from 'zustand/vanilla'
import type { Device } from '../devices/device'
import type { Surface } from '../engine/surface'

/** The last picture of a machine this page had open: kept in memory only, for the list. */
export interface Still {
  /** An object URL. */
  readonly url: string
  readonly atMs: number
}

export const stills = createStore<Readonly<Record<string, Still>>>(() => ({}))

/** Keeps what a surface shows now, in place of the one before. Does nothing when it never showed anything, or is hidden. */
export async function keepStill(deviceId: string, surface: Surface): Promise<void> {
  const atMs = surface.facts.getState().lastFrameAtMs
  if (atMs === undefined || surface.element.style.visibility === 'hidden') return
  const picture = await surface.capture('image/jpeg', 0.7).catch(() => undefined)
  if (!picture) return // the surface was freed meanwhile
  const before = stills.getState()[deviceId]
  stills.setState({ [deviceId]: { url: URL.createObjectURL(picture), atMs } })
  if (before) URL.revokeObjectURL(before.url)
}

/**
 * Whoever signs out leaves no picture behind: neither here, until somebody is let in and the machine paints anew, nor on
 * the list.
 */
export function hidePicture({ id, link }: Pick<Device, 'id' | 'link'>, { element, facts }: Surface): void {
  element.style.visibility = 'hidden'
  let isOut = false
  let before: number | undefined
  const stopLink = link.subscribe(({ phase }) => {
    // Frames that were on their way when it ended are still counted.
    if (phase !== 'online') isOut = true
    else if (isOut) before ??= facts.getState().framesPainted
  })
  const stopFacts = facts.subscribe(({ framesPainted }) => {
    if (before === undefined || framesPainted === before) return
    stopLink()
    stopFacts()
    element.style.visibility = ''
  })
  const still = stills.getState()[id]
  if (!still) return
  URL.revokeObjectURL(still.url)
  stills.setState(({ [id]: _gone, ...others }) => others, true)
}
