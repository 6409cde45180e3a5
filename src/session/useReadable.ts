import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Readable } from '../lib/readable'

/**
 * The present value of a live one, or the part of it that `pick` takes; renders again when that part changes.
 *
 * @example const link = useReadable(device.link)
 * @example const fps = useReadable(stats.own.latest, s => s.fps)
 */
export function useReadable<T>(readable: Readable<T>): T
export function useReadable<T, P>(readable: Readable<T>, pick: (value: T) => P): P
export function useReadable<T, P>(readable: Readable<T>, pick?: (value: T) => P): T | P {
  // zustand reads only what Readable has; StoreApi adds setState, which stays with the owner.
  return useStore(readable as StoreApi<T>, pick ?? ((value: T): T | P => value))
}
