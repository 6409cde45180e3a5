import { enFirst } from './enFirst'
import { enLater } from './enLater'

/** The whole English catalogue, and the shape every other language must have. At run time it comes in its two parts. */
export const en = { ...enFirst, ...enLater } as const
