import { createStore } from 'zustand/vanilla'

/** Something the operator did to a machine, with what came of it. */
export interface DoneAction {
  readonly atMs: number
  readonly deviceId: string
  /** In the page's language at that time. */
  readonly text: string
  readonly failed: boolean
}

const kept = 500

/** What was done in this page, oldest first. Never holds typed text or credentials. */
export const actions = createStore<{ readonly done: readonly DoneAction[] }>(() => ({ done: [] }))

export function recordAction(deviceId: string, text: string, failed = false): void {
  const action = { atMs: Date.now(), deviceId, text, failed }
  actions.setState(({ done }) => ({ done: [...done, action].slice(-kept) }))
}
