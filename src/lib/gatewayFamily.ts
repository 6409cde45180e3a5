import type { z } from 'zod'

/**
 * What the gateway has to know of one family, and all it ever reads: no line of the plugin or of the generators
 * names a family. `devices/gateways.ts` lists them.
 */
export interface FamilyGateway {
  readonly id: string
  /** For people: printed at start, written into generated comments. */
  readonly label: string
  /** Keys of an entry beside `id`, `name`, `family`, `group` and `tags`; `url` is always one of them. */
  readonly keys: z.ZodRawShape
  /** Which key holds the address that `~screen` and `~terminal` bridge to. */
  readonly bridges: { readonly screen?: string; readonly terminal?: string }
  /** Absent where the device has no HTTP of its own. */
  readonly http?: HttpRules
  readonly held: HeldRule
}

/** How requests of one family travel; paths are the device's own. */
export interface HttpRules {
  /** `Host` and `Origin` as the device wants them: its own address, or no Origin at all. */
  readonly origin: 'device' | 'remove'
  /** Cookies of the page: passed on, or all dropped where the family has none. */
  readonly cookies: 'pass' | 'drop'
  /** A cookie whose value (base64 of `user:password`) becomes `Authorization: Basic`, and is then dropped. */
  readonly basicCookie?: string
  /** Answers that last as long as someone looks, or come in pieces: passed on at once, whatever buffers the others. */
  readonly streams: readonly string[]
  /** Requests whose body may be gigabytes: passed on as they come, whatever reads the others whole first. */
  readonly uploads: readonly string[]
}

/** How the gateway proves itself when wheelhouse.json holds the credentials. */
type HeldRule =
  | { readonly kind: 'none' }
  /** `Authorization: Basic`. */
  | { readonly kind: 'basic' }
  /** Two headers on every request. */
  | { readonly kind: 'headers'; readonly username: string; readonly password: string }
  /** The gateway signs in, keeps the cookie and never shows it to the page. Not for generated files. */
  | { readonly kind: 'session'; readonly cookie: string; readonly signIn: SignIn }
  /** Answered inside the bridged protocol. Not for generated files. */
  | { readonly kind: 'rfb' }

interface HeldCredentials {
  readonly username: string
  readonly password: string
}

export interface SignIn {
  readonly path: string
  /** The JSON body of the POST. */
  body(credentials: HeldCredentials): string
  /** The cookie's value, `null` when the device wants none; throws with the device's own words when refused. */
  token(reply: unknown, setCookie: readonly string[]): string | null
  /** A harmless read that answers 401 when the token is no longer good. */
  readonly check: string
}
