import { createStore, type StoreApi } from 'zustand/vanilla'

/** A live value that can be read and followed, and set only by its owner. */
export type Readable<T> = Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>

/** The owner's side of a {@link Readable}. `set` replaces the whole value and tells followers only if it differs. */
export interface Writable<T> extends Readable<T> {
  set(next: T): void
}

/** Makes a live value. Values are replaced, never merged, so a union such as `LinkState` keeps no stale fields. */
export function writable<T>(initial: T): Writable<T> {
  const store = createStore<T>(() => initial)
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    // A value that is itself a function would be taken for an updater and called.
    set: next => store.setState(() => next, true),
  }
}

/**
 * Resolves with the first value that passes, the present one included.
 * Rejects with the signal's reason when it aborts first.
 */
export function whenValue<T, S extends T>(
  value: Readable<T>,
  passes: (v: T) => v is S,
  signal?: AbortSignal,
): Promise<S>
export function whenValue<T>(value: Readable<T>, passes: (v: T) => boolean, signal?: AbortSignal): Promise<T>
export function whenValue<T>(value: Readable<T>, passes: (v: T) => boolean, signal?: AbortSignal): Promise<T> {
  const now = value.getState()
  if (passes(now)) return Promise.resolve(now)
  return new Promise((resolve, reject) => {
    const stop = value.subscribe(next => {
      if (!passes(next)) return
      end()
      resolve(next)
    })
    const onAbort = () => {
      end()
      reject(signal?.reason)
    }
    const end = () => {
      stop()
      signal?.removeEventListener('abort', onAbort)
    }
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort)
  })
}
