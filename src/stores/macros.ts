import { z } from 'zod/mini'
import { createStore } from 'zustand/vanilla'
import type { KeptText } from './preferences'

const storageKey = 'wheelhouse.macros'

/** A sequence of keys, texts and pauses that the operator named; `script` is one step a line (`panels/macros`). */
export interface Macro {
  readonly id: string
  readonly name: string
  readonly script: string
}

const macro = z.object({ id: z.string(), name: z.string(), script: z.string() })
const list = z.array(macro)

/** Macros kept in this browser, for all machines; as long as the page lives where storage is refused. */
export function createMacros(storage: () => KeptText | undefined) {
  const store = createStore<readonly Macro[]>(() => read(storage))
  const keep = (macros: readonly Macro[]) => {
    store.setState(macros, true)
    try {
      storage()?.setItem(storageKey, JSON.stringify(macros))
    } catch {
      // Refused or full: they live as long as the page.
    }
  }
  return {
    store,
    /** Adds one, or replaces the one with its id. */
    save(saved: Macro) {
      const all = store.getState()
      const isKnown = all.some(({ id }) => id === saved.id)
      keep(isKnown ? all.map(known => (known.id === saved.id ? saved : known)) : [...all, saved])
    },
    remove: (id: string) => keep(store.getState().filter(known => known.id !== id)),
    /** Adds those of an exported file under ids of their own. Throws when the text holds none. */
    add(text: string): number {
      const read = list.parse(JSON.parse(text)).map(each => ({ ...each, id: crypto.randomUUID() }))
      keep([...store.getState(), ...read])
      return read.length
    },
  }
}

export const macros = createMacros(() => globalThis.localStorage)

function read(storage: () => KeptText | undefined): readonly Macro[] {
  try {
    return list.parse(JSON.parse(storage()?.getItem(storageKey) ?? '[]'))
  } catch {
    return [] // refused, or not ours
  }
}
