import type { SKRSContext2D } from '@napi-rs/canvas'
import type { KeyStroke } from '../Keyboard'
import type { CursorShape } from '../Pointer'
import type { Rect } from '../Region'
import type { Board, PointerInput } from '../screens/Screen'

/** What a program may ask of the window it runs in; coordinates are the window's content. */
export interface AppHost {
  readonly board: Board
  readonly focused: boolean
  readonly width: number
  readonly height: number
  invalidate(rect: Rect): void
  invalidateAll(): void
  titleChanged(): void
  close(): void
  /** Opens the editor on a file. */
  edit(path: string): void
  /** Ends with the window. */
  after(delayMs: number, run: () => void): () => void
  every(periodMs: number, run: () => void): () => void
}

/** A program in a window: draws its content, takes keys and the pointer. */
export interface App {
  readonly title: string
  readonly smallest: { readonly width: number; readonly height: number }
  draw(context: SKRSContext2D, area: Rect): void
  key(stroke: KeyStroke): void
  pointer(input: PointerInput): void
  cursorAt(x: number, y: number): CursorShape
  resized(): void
  focusChanged(): void
  dispose(): void
}
