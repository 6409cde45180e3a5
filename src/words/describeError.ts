import type { en } from './en'
import { t } from './words'

/** What the catalogue must hold of an error. `DeviceError` fits as long as every one of its reasons has its words. */
export interface Describable {
  readonly reason: keyof typeof en.error
}

export interface ErrorWords {
  /** What happened. */
  readonly what: string
  /** Its likely cause. */
  readonly cause: string
  /** What to do. */
  readonly todo: string
}

/** The three sentences for an error, in the page's language. A reason without words does not compile. */
export function describeError({ reason }: Describable): ErrorWords {
  return { what: t(`error.${reason}.what`), cause: t(`error.${reason}.cause`), todo: t(`error.${reason}.todo`) }
}
