import { shortened } from '../lib/shortened'

/** A device may say megabytes; a report and Details are read by people. */
const mostCharacters = 4_000

/** What class of thing went wrong. Callers decide by it; sentences are chosen by `reason`. */
export type DeviceErrorKind =
  | 'unreachable' // nothing answered, or the way there is broken
  | 'unauthorized' // it answered and wants to know who we are
  | 'busy' // it works on something else; the same call may pass later
  | 'refused' // it understood and will not
  | 'unsupported' // this machine, this firmware or this browser cannot
  | 'malformed' // it answered something we cannot read
  | 'timeout' // it said nothing in time

/**
 * Why, from a closed union: each has its sentences (what happened, likely cause, what to do) in `words`, so that every
 * one can be translated and each is reached by a test.
 */
export const deviceReasons = {
  // The way to the device
  'gateway-refused': 'unreachable', // the gateway reached the host, and nothing listens on the port
  'gateway-unreachable': 'unreachable', // no route, or the host is down
  'gateway-dns': 'unreachable', // the name in the configuration does not resolve
  'gateway-tls-untrusted': 'unreachable', // the device's certificate is not trusted by the gateway
  'gateway-timeout': 'timeout', // the host swallowed the connection
  'gateway-malformed': 'malformed', // the gateway does not pass on what the device answers
  'gateway-wants-https': 'refused', // the device answers plain HTTP only with the way to its HTTPS address
  'gateway-too-many': 'busy', // the gateway keeps no more connections at a time
  'gateway-gone': 'unreachable', // the console's own server does not answer
  'gateway-forbidden': 'refused', // the gateway takes this page for a foreign one
  'unknown-device': 'refused', // the gateway knows no such id
  'proxy-html': 'malformed', // something in between answered a web page
  offline: 'unreachable', // this browser has no network
  'socket-failed': 'unreachable', // the WebSocket did not open and nothing says why
  'bad-address': 'refused', // what should be a WebSocket's address is none
  'mixed-content': 'refused', // a page over HTTPS may not open a WebSocket without TLS
  'proxy-limit': 'refused', // something in between does not let messages of this size pass
  'proxy-policy': 'refused', // something in between ended it by a rule of its own
  'connect-timeout': 'timeout', // opened, then silence before the handshake ended
  // The connection
  'server-closed': 'unreachable', // it ended the connection in the middle of a session
  'session-ended': 'refused', // it ended the session on purpose and said why
  'connection-lost': 'unreachable', // it broke without a goodbye
  'server-restarting': 'unreachable', // it said that it goes away or starts anew
  'closed-idle': 'refused', // it ended a viewer that did nothing
  'taken-over': 'refused', // somebody else took the session
  'machine-lost': 'unreachable', // the gateway lost the machine in the middle of a session
  'line-closed': 'unreachable', // the other side of a terminal line hung up, as after a logout
  'handshake-cut': 'unreachable', // it closed before the handshake ended
  'not-rfb': 'malformed', // something answers there, and it does not speak RFB
  'rfb-version': 'unsupported', // it speaks a version we do not
  'rfb-protocol': 'malformed', // it sent something outside the protocol
  'rfb-no-security': 'unsupported', // no security type in common
  'rfb-needs-tls': 'unsupported', // only VeNCrypt's TLS types: a page cannot do TLS inside a WebSocket
  'rfb-locked-out': 'refused', // too many failed sign-ins from this address
  'rfb-full': 'busy', // no room for another viewer
  'rfb-refused': 'refused', // it refused with words of its own (too many tries, server full)
  'rfb-too-large': 'unsupported', // a framebuffer larger than this browser can hold
  'sign-in-refused': 'unauthorized', // user name or password wrong
  'sign-in-unfit': 'unauthorized', // no account can have such a name or password: nothing was compared
  'sign-in-blocked': 'unauthorized', // refused without saying whether the login is wrong or this address is shut out
  'account-changed': 'unauthorized', // taken before, and refused now: removed, another password, or this address shut out
  'not-owner': 'unauthorized', // signed in, without the owner's rights that this needs
  'sign-in-cancelled': 'unauthorized', // the operator did not sign in
  'identity-refused': 'unauthorized', // the operator did not accept the server's key
  'sign-in-locked': 'unauthorized', // too many tries: it refuses this address for a while, and says so
  'session-over': 'unauthorized', // signed in before, and no longer
  'held-refused': 'unauthorized', // the credentials that the gateway holds are not taken
  // This browser
  'engine-load': 'unsupported', // the picture engine could not be loaded
  'engine-load-timeout': 'timeout', // it did not load in time (some Android builds hang in the H.264 probe)
  'engine-painter': 'unsupported', // the worker that paints the picture died; the next connection paints on the page
  'insecure-context': 'unsupported', // needs HTTPS or loopback
  // Actions
  'action-busy': 'busy',
  'action-refused': 'refused',
  'view-only': 'refused', // our own: nothing that changes the machine is sent
  'not-connected': 'unreachable', // our own: there is no link to send it over
  'may-look-only': 'refused', // this account's keys and settings are not taken
  'name-taken': 'refused', // an account of that name exists
  'account-gone': 'refused', // there is no account of that name, or no longer
  'account-unfit': 'refused', // a name or a password that this machine cannot keep
  'folder-gone': 'refused', // the folder is not there, not yet or no longer
  'action-timeout': 'timeout', // it was sent, and nothing confirmed it in time
  'answer-lost': 'unreachable', // it was sent, and the way broke before the answer came
  'service-down': 'unreachable', // its web server answers, and what should stand behind it does not
  'no-answer': 'timeout', // a question that changes nothing was not answered in time
  'power-is-so': 'refused', // the power lamp says that there is nothing to do; nothing was pressed
  'not-supported': 'unsupported',
  untypeable: 'unsupported', // the layout has no key for some of a text: none of it was typed
  'no-picture': 'unsupported',
  'bad-answer': 'malformed',
  'answer-too-large': 'unsupported', // longer than this page reads at once
  'device-fault': 'refused', // it failed inside, and says no more
  // Media
  'media-exists': 'refused', // there is an image of that name
  'media-named-exists': 'refused', // so is one of the name that an address leads to
  'fetch-failed': 'refused', // the device could not have the file from where it was sent
  'media-full': 'refused', // it would not fit
  'media-mounted': 'refused', // not while an image is in the drive
  'upload-cut': 'unreachable', // the way broke in the middle of an upload
} as const satisfies Record<string, DeviceErrorKind>

export type DeviceReason = keyof typeof deviceReasons

export interface DeviceErrorOptions {
  /** The device's own words about it, for people: told with the sentences, and shown under Details. Never a secret. */
  said?: string
  /** A fact for Details and reports, whoever wrote it; `said` where nothing else is given. Never a secret. */
  detail?: string
  /** Numbers for Details and reports, such as a WebSocket close code. */
  code?: number
  cause?: unknown
}

/** The only error that crosses an adapter's edge. Aborts are not errors and stay `AbortError`. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
  readonly reason: DeviceReason
  readonly kind: DeviceErrorKind
  readonly said: string | undefined
  readonly detail: string | undefined
  readonly code: number | undefined

  constructor(reason: DeviceReason, options: DeviceErrorOptions = {}) {
    const said = options.said && shortened(options.said, mostCharacters)
    const detail = options.detail === undefined ? said : shortened(options.detail, mostCharacters)
    super(detail ? `${reason}: ${detail}` : reason, { cause: options.cause })
    this.reason = reason
    this.kind = deviceReasons[reason]
    this.said = said || undefined
    this.detail = detail
    this.code = options.code
  }
}
