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
  /** How bytes that do not name their encoding are read and written. */
  readonly encoding?: {
    readonly choice: Readable<EncodingChoice>
    /** Kept for this machine; what came last is read again. */
    choose(choice: EncodingChoice): void
  }
  /** Whether every letter reaches the machine now; absent where all do. Others arrive as `?`. */
  passes?(text: string): boolean
  /** Empties it for everybody, where the machine offers that. */
  clear?(signal?: AbortSignal): Promise<void>
}

/** `auto`: as the machine was last seen to send, Latin-1 until then. */
export const encodingChoices = ['auto', 'utf-8', 'windows-1252'] as const
export type EncodingChoice = (typeof encodingChoices)[number]

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
  /** Text travels as bytes that do not say what they are: `encoding` decides. */
  readonly isUnnamed?: boolean
  readonly maxBytes?: number
}
