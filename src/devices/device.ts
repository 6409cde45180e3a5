import type { Readable } from '../lib/readable'
import type { Scope } from '../lib/scopes'
import type { Capabilities } from './capabilities/capabilities'
import type { Credentials, LinkState } from './link'

export type { Ask, CredentialField, Credentials, LinkState, Step } from './link'

/**
 * The contract between everything that shows a machine and everything that reaches one.
 *
 * A Device is one open machine. It has one main connection (RFB for kasmvnc and vnc, `/api/ws` for pikvm and nanokvm);
 * display, input, clipboard, relay and stats are views of it, HTTP capabilities appear beside it as probes succeed.
 * The adapter behind it reconnects, because only it knows what spares the device; `session` only shows.
 */
export interface Device {
  /** As in `/devices.json`; also the first part of every query key. */
  readonly id: string
  readonly link: Readable<LinkState>
  /**
   * What this machine can do. Presence is the capability: nothing else says so. An entry may appear late (XVP after the
   * first update, an HTTP API after its probe) and vanish (rights revoked). A capability object keeps its identity for
   * the Device's life, across reconnects.
   */
  readonly capabilities: Readable<Capabilities>
  /** What whoever shows this page may not do with it, whatever the machine offers; absent where that is all. */
  readonly withheld?: ReadonlySet<Scope>
  /** Ends the wait, or starts again after `ended`. Does nothing while connecting, asking or online. */
  retryNow(): void
  /**
   * Somebody is signed in at the device in a way that outlives this page, whoever was asked and wherever: there is
   * something to sign out of. Absent where answers live in this page only.
   */
  readonly hasSession?: Readable<boolean>
  /** Forgets what the operator answered, ends the session, and asks again. Absent where nothing was asked. */
  signOut?(): void
  /** Releases keys, ends the connection and everything that belongs to it. Safe twice. Afterwards `link` is `ended`. */
  close(): void
}

/** One line of `/devices.json`: what the page may know of a machine. Never an address, never a secret. */
export interface DeviceEntry {
  readonly id: string
  readonly name: string
  readonly family: string
  readonly group?: string
  readonly tags?: readonly string[]
  /** WebSocket bridges that exist beside the device's own paths: `~screen` and `~terminal`. */
  readonly has: readonly ('vnc' | 'terminal')[]
  /** The gateway signs in by itself: a harmless read for the list troubles nobody. */
  readonly held?: boolean
  /** `false`: the machine lets everybody in, so nobody is asked. */
  readonly asks?: boolean
  /** Unix relays configured for this machine. */
  readonly relay?: readonly string[]
  /** What the keys of its line send, where the entry says so: `lineKeysChoice` decodes it. */
  readonly lineKeys?: unknown
  /** Where its paths begin, relative to the page or absolute, with a trailing slash: `devices/build-01/`. */
  readonly base: string
  /** A WebSocket URL instead of a bridge: only with `adHoc`. */
  readonly screenUrl?: string
}

/** What launch options and preferences ask of a new connection; a family takes what it knows. */
export interface OpenChoices {
  readonly shared?: boolean
  readonly viewOnly?: boolean
  /** No key, button, wheel or finger on the picture reaches the machine, for as long as it is open. */
  readonly withholdsInput?: boolean
  readonly repeaterId?: string
  /** 0 to 9. */
  readonly quality?: number
  /** 0 to 9. */
  readonly compression?: number
  readonly showDot?: boolean
  /** `never`: what is lost stays so. A number: ms before each next try, instead of our own growing waits. */
  readonly reconnect?: 'never' | number
  /** How much the protocol's library writes into the browser's console; nothing unless asked. */
  readonly logging?: 'error' | 'warn' | 'info' | 'debug'
  /** The server's key that was accepted before on this computer (RA2ne), and the place for the one accepted now. */
  readonly identity?: KeptWord
  /** The way that was chosen for the picture before on this computer (`Sources`), and the place for the next choice. */
  readonly source?: KeptWord
  /** Further choices for this machine, each with the one made before on this computer. */
  kept?(what: KeptWhat): KeptWord
  /** From the fragment, used once. */
  readonly credentials?: Credentials
}

/** Names of what is kept besides. */
export type KeptWhat = 'colors' | 'clipboardText' | 'lineKeys'

/** What this browser keeps about one machine. Never a secret. */
export interface KeptWord {
  known(): string | undefined
  remember(word: string): void
}

/** How the page asks for a machine of a family that is not in the list: each field with its decoder. */
export interface ProfileField<T> {
  readonly id: string
  readonly kind: 'text' | 'url' | 'number' | 'toggle'
  readonly optional?: boolean
  /** The value, or the reason (a catalogue key) why the text is none. */
  decode(text: string): { readonly value: T } | { readonly problem: string }
}

export interface ProfileForm<P> {
  readonly fields: readonly ProfileField<unknown>[]
  fromEntry(entry: DeviceEntry, choices: OpenChoices): P
}

/** What one harmless read told about a machine that is not open. */
export interface Glance {
  readonly atMs: number
  readonly power?: 'on' | 'off' | 'unknown'
  /** One short line of the device's own, such as a mounted image's name. */
  readonly note?: string
}

/** A kind of machine. One line in `devices/registry.ts`; everything heavy is loaded by `open`, on demand. */
export interface DeviceFamily<P> {
  readonly id: string
  /** The maker's own spelling; not translated. */
  readonly label: string
  readonly profile: ProfileForm<P>
  /** Returns at once; every later reason appears in `link`. */
  open(profile: P, id: string): Device
  /**
   * One harmless read for the list, only with credentials the gateway holds, never on vnc or lines.
   * Rejects with DeviceError.
   */
  peek?(profile: P, signal: AbortSignal): Promise<Glance>
  /**
   * Whether the server of this page is itself such a device, with its paths beginning at `base`: asked where there is no
   * list of machines. A harmless read or two, with nobody's password; `undefined` = it is another thing. Never rejects
   * but for `signal`.
   */
  probe?(base: string, signal: AbortSignal): Promise<OwnDevice | undefined>
}

/** The device that serves this page. */
export interface OwnDevice {
  /** Its own name, where it tells one; the address's host otherwise. */
  readonly name?: string
  /** Nobody has to sign in here: the device had the operator sign in before it gave out the page. */
  readonly held?: boolean
}
