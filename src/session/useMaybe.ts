import { type Readable, writable } from '../lib/readable'
import { useReadable } from './useReadable'

const nothing: Readable<undefined> = writable(undefined)

/**
 * The present value of a live one that may not be there (yet): `undefined` until it is.
 *
 * @example const viewOnly = useMaybe(capabilities.input?.viewOnly)
 */
export function useMaybe<T>(readable: Readable<T> | undefined): T | undefined {
  return useReadable<T | undefined>(readable ?? nothing)
}
