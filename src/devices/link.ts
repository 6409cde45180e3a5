import type { DeviceError } from './errors'

/** How far a connection attempt has come, in the order in which a device goes through them. */
export type Step = 'loading' | 'opening' | 'handshake' | 'signing-in' | 'starting'

export type LinkState =
  /** `attempt`: failures in a row before this try, 0 for a first one. */
  | { readonly phase: 'connecting'; readonly step: Step; readonly attempt: number }
  /** Waits for a person. No time-out of ours runs meanwhile. */
  | { readonly phase: 'asking'; readonly ask: Ask }
  /** `sinceMs`: epoch ms. */
  | { readonly phase: 'online'; readonly sinceMs: number }
  /**
   * Lost, or never had; tries again by itself at `retryAtMs` (epoch ms), or when the browser is
   * back online. `attempt`: which retry that will be, 1 for the first.
   */
  | { readonly phase: 'waiting'; readonly why: DeviceError; readonly attempt: number; readonly retryAtMs: number }
  /** Final until `retryNow`. */
  | { readonly phase: 'ended'; readonly why: DeviceError | 'by-user' }

export type CredentialField = 'username' | 'password' | 'target' | 'code'
export type Credentials = Partial<Record<CredentialField, string>>

export type Ask =
  | {
      readonly kind: 'credentials'
      /** What this server wants, in the order to ask for it. */
      readonly fields: readonly CredentialField[]
      /** Asked by something beside the machine's own sign-in: the VNC server of a KVM, chosen for its picture. */
      readonly of?: 'vnc'
      /** Why the last answer was not taken. */
      readonly refused?: DeviceError
      /** Lengths of session the device lets us choose from, s; 0 = without an end of its own. The first is usual. */
      readonly sessionsS?: readonly number[]
      /** The answer becomes a session cookie of this device's path, which outlives the page and `close`, not `signOut`. */
      readonly isKeptByBrowser?: boolean
      /** Otherwise kept in memory only, for reconnects of this Device, and erased by `signOut` and `close`. */
      answer(credentials: Credentials, sessionS?: number): void
      cancel(): void
    }
  | {
      readonly kind: 'identity'
      /** The server's key, as people compare it: hex pairs. */
      readonly fingerprint: string
      /** The one accepted before, when it differs: a warning. */
      readonly known?: string
      accept(): void
      cancel(): void
    }
