import type { en } from './en'

/** Every key of the catalogue, dotted; plural endings are left out, because `count` chooses them. */
export type WordKey = Leaves<typeof en>

type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? WithoutPlural<K> : `${K}.${Leaves<T[K]>}`
}[keyof T & string]
type WithoutPlural<K extends string> = K extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : K

/** What fills a text's `{{names}}`; `count` also chooses between one and many. */
export type WordValues = Readonly<Record<string, string | number>>
