import { z } from 'zod/mini'

/*
 * What a page that frames the console and the console say to each other. The host speaks first; the console answers the
 * origin it heard, and only if the deployment lists it. Every message of the host has an id, and gets one reply or error.
 */

export const namespace = 'wheelhouse'
export const version = 1

/** Longer ids and types than any of ours are noise. */
const shortText = z.string().check(z.minLength(1), z.maxLength(100))

/** A message of the host. Unknown fields pass; the payload is judged by its type. */
export const hostMessage = z.object({
  ns: z.literal(namespace),
  v: z.number(),
  id: shortText,
  type: shortText,
  payload: z.optional(z.unknown()),
})

export type HostMessage = z.infer<typeof hostMessage>

/** How the link to the machine is, in the words of the interface. */
export type ConnectionState = 'connecting' | 'signIn' | 'connected' | 'reconnecting' | 'disconnected'

export type ConsoleError = 'version' | 'unknown-type' | 'not-greeted'

/** A message of the console. `re` is the id of what it answers; events have none. */
export type ConsoleMessage = { readonly ns: typeof namespace; readonly v: typeof version } & (
  | { readonly type: 'ready'; readonly re: string; readonly payload: Ready }
  | { readonly type: 'error'; readonly re: string; readonly payload: { readonly error: ConsoleError } }
  | {
      readonly type: 'event'
      readonly payload: { readonly event: 'connection'; readonly state: ConnectionState; readonly reason?: string }
    }
)

/** The answer to `hello`. */
export interface Ready {
  /** The machine that is shown; absent while there is none. */
  readonly device?: string
  /** What this origin may do here: all else is absent, whatever the machine offers. */
  readonly scopes: readonly string[]
}
