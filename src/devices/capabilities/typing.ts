/**
 * Types text into the machine as keys.
 *
 * - PiKVM `hid/print`: any layout of `hid/keymaps`, a delay per key; runs on when the request is closed, so `cancels`
 *   says `after-chunk` and the adapter sends short chunks.
 * - NanoKVM `hid/paste`: us, de, fr; 800 characters a chunk; older firmware types a chunk to its end.
 * - RFB: one keysym per character, no layout.
 */
export interface TypingCapability {
  /** Layout ids as the device names them; empty where the machine takes characters, not keys. */
  readonly layouts: readonly string[]
  readonly defaultLayout?: string
  /** When a cancelled text stops arriving. */
  readonly cancels: 'at-once' | 'after-chunk'
  /** Range of the delay per character, ms; absent where the device decides. */
  readonly delayMs?: { readonly min: number; readonly max: number; readonly usual: number }
  /** Characters of the text this machine would skip, each once, in order: to be named before sending. */
  untypeable(text: string, layout?: string): readonly string[]
  /**
   * Resolves when all is typed. Aborting `signal` cancels; the rejection is then an AbortError and `onProgress` has told
   * how many characters were sent. While `paused` is true no further chunk goes out.
   */
  type(text: string, options: TypeOptions): Promise<void>
}

export interface TypeOptions {
  readonly layout?: string
  readonly delayMs?: number
  readonly signal?: AbortSignal
  paused?(): boolean
  onProgress?(typedCharacters: number, totalCharacters: number): void
}
