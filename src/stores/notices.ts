import { createStore } from 'zustand/vanilla'
import { shortened } from '../lib/shortened'

type NoticeTone = 'info' | 'ok' | 'warn' | 'bad'

/** Something the page told the operator. */
export interface Notice {
  readonly id: number
  readonly atMs: number
  readonly tone: NoticeTone
  readonly text: string
  /** A second, quieter sentence. */
  readonly more?: string
  /** Stays in view until dismissed, instead of passing by as a toast. */
  readonly sticky: boolean
}

export interface NewNotice {
  readonly tone: NoticeTone
  readonly text: string
  readonly more?: string
  readonly sticky?: boolean
}

/** Older ones are forgotten. */
const kept = 100
/** Of a sentence, in which a machine's own words may stand. */
const mostCharacters = 1_000

interface Notices {
  /** Everything told since the page was opened, oldest first: for hosts, kiosks and whoever looked away. */
  readonly all: readonly Notice[]
  /** Ids of sticky ones still in view. */
  readonly shown: readonly number[]
}

export const notices = createStore<Notices>(() => ({ all: [], shown: [] }))

let nextId = 1

/** Tells the operator something, in the page's language, and keeps it in the list. */
export function notify({ tone, text, more, sticky = false }: NewNotice): Notice {
  const [first, second] = [shortened(text, mostCharacters), more && shortened(more, mostCharacters)]
  const notice: Notice = { id: nextId++, atMs: Date.now(), tone, text: first, sticky, ...(second && { more: second }) }
  notices.setState(({ all, shown }) => ({
    all: [...all, notice].slice(-kept),
    shown: sticky ? [...shown, notice.id] : shown,
  }))
  return notice
}

export function dismissNotice(id: number): void {
  notices.setState(({ shown }) => ({ shown: shown.filter(other => other !== id) }))
}
