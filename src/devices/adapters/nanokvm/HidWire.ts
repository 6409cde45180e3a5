import type { HidTarget } from '../../../engine/input/HidInput'

/** One dialect of input: events go in, messages for `/api/ws` come out. */
export interface HidWire extends HidTarget {
  /** Whether it has a key for this `KeyboardEvent.code`. */
  knows(code: string): boolean
  /** Everything up, sent even when we hold nothing: the last page may have left something down. */
  releaseAll(): void
}
