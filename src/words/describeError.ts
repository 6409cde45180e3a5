import { shortened } from '../lib/shortened'
import type { en } from './en'
import { t } from './words'

/** What the catalogue must hold of an error. `DeviceError` fits as long as every one of its reasons has its words. */
export interface Describable {
  readonly reason: keyof typeof en.error
  /** The machine's own words, where it gave any. */
  readonly said?: string | undefined
}

export interface ErrorWords {
  /** What happened. */
  readonly what: string
  /** Its likely cause. */
  readonly cause: string
  /** What to do. */
  readonly todo: string
}

/** What of a machine's words is read in passing; all of them stand under Details. */
const mostSaid = 240

/**
 * The three sentences for an error, in the page's language, the machine's own words behind them where it gave any: they
 * are then there wherever the sentences are. A reason without words does not compile.
 */
export function describeError({ reason, said }: Describable): ErrorWords {
  const todo = t(`error.${reason}.todo`)
  return {
    what: t(`error.${reason}.what`),
    cause: t(`error.${reason}.cause`),
    todo: said ? `${todo} ${t('failure.said', { text: inOneLine(said) })}` : todo,
  }
}

function inOneLine(said: string): string {
  const line = said
    .slice(0, 2 * mostSaid)
    .replace(/\s+/g, ' ')
    .trim()
  return shortened(line, mostSaid)
}
