import { createStore } from 'zustand/vanilla'
import { shortened } from '../lib/shortened'

/** Something the operator did to a machine, with what came of it. */
export interface DoneAction {
  readonly id: number
  readonly atMs: number
  readonly deviceId: string
  /** In the page's language at that time. */
  readonly text: string
  /** `unknown`: it was asked for, and whether it was done is not known. */
  readonly failed: boolean | 'unknown'
  /** What was seen of it afterwards, such as a lamp that went off. */
  readonly result?: string
}

/** Older ones are forgotten. */
const kept = 1000
/** Of a sentence, in which a machine's own words may stand. */
const mostCharacters = 1_000

/** What was done in this page, oldest first. Never holds typed text or credentials. */
export const actions = createStore<{ readonly done: readonly DoneAction[] }>(() => ({ done: [] }))

let nextId = 1

/** Writes an action into the log. Returns its number, for `recordResult`. */
export function recordAction(deviceId: string, text: string, failed: DoneAction['failed'] = false): number {
  const action = { id: nextId++, atMs: Date.now(), deviceId, text: shortened(text, mostCharacters), failed }
  actions.setState(({ done }) => ({ done: [...done, action].slice(-kept) }))
  return action.id
}

/** Adds what was observed of an action later. */
export function recordResult(id: number, result: string): void {
  actions.setState(({ done }) => ({ done: done.map(action => (action.id === id ? { ...action, result } : action)) }))
}
