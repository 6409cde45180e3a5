import { createStore } from 'zustand/vanilla'
import type { Surface } from '../engine/surface'

/** The last picture of a machine this page had open: kept in memory only, for the list. */
export interface Still {
  /** An object URL. */
  readonly url: string
  readonly atMs: number
}

export const stills = createStore<Readonly<Record<string, Still>>>(() => ({}))

/** Keeps what a surface shows now, in place of the one before. Does nothing when it never showed anything. */
export async function keepStill(deviceId: string, surface: Surface): Promise<void> {
  const atMs = surface.facts.getState().lastFrameAtMs
  if (atMs === undefined) return
  const picture = await surface.capture('image/jpeg', 0.7).catch(() => undefined)
  if (!picture) return // the surface was freed meanwhile
  const before = stills.getState()[deviceId]
  stills.setState({ [deviceId]: { url: URL.createObjectURL(picture), atMs } })
  if (before) URL.revokeObjectURL(before.url)
}
