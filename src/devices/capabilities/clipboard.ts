import type { Readable } from '../../lib/readable'

/**
 * The machine's clipboard. RFB: text (UTF-8 with the extended clipboard, Latin-1 without). KasmVNC: text, HTML and PNG,
 * within the server's policy. KVM-over-IP families have none and offer `typing`.
 */
export interface ClipboardCapability {
  readonly formats: readonly ClipboardFormat[]
  /** What the machine's clipboard last held; `undefined` before it told. */
  readonly remote: Readable<RemoteClipboard | undefined>
  /** What is known of the rules: both `true` until the server shows otherwise. */
  readonly policy: Readable<ClipboardPolicy>
  /**
   * Puts text into the machine's clipboard. Resolves when sent: RFB has no acknowledgement.
   * Rejects with `view-only` in view-only, `not-supported` for a format this server cannot carry.
   */
  write(content: ClipboardContent): Promise<void>
  /** Empties it for everybody, where the machine offers that. */
  clear?(signal?: AbortSignal): Promise<void>
}

export type ClipboardFormat = 'text' | 'html' | 'png'

export interface ClipboardContent {
  readonly text?: string
  readonly html?: string
  readonly png?: Uint8Array
}

export interface RemoteClipboard extends ClipboardContent {
  /** Epoch ms. */
  readonly atMs: number
}

export interface ClipboardPolicy {
  readonly toMachine: boolean
  readonly fromMachine: boolean
  /** Only Latin-1 passes; the rest arrives as `?`. */
  readonly latin1Only?: boolean
  readonly maxBytes?: number
}
