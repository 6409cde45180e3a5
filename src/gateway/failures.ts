/** Why a device gave no answer that can be passed on, in the words that the page knows. */
export type Failure =
  | 'refused'
  | 'unreachable'
  | 'dns'
  | 'tls-untrusted'
  | 'timeout'
  /** It answered something that is no HTTP, or that the gateway does not pass on. */
  | 'malformed'
  /** It answers on plain HTTP only to send everybody to HTTPS. */
  | 'wants-https'
  /** More connections at a time than the gateway keeps. */
  | 'too-many'

/** WebSocket close codes of the bridges, from the range that is left to applications (RFC 6455 §7.4.2). */
export const closeCodes: Readonly<Record<Exclude<Failure, 'wants-https'>, number>> = {
  refused: 4001,
  unreachable: 4002,
  dns: 4003,
  'tls-untrusted': 4004,
  timeout: 4005,
  malformed: 4006,
  'too-many': 4007,
}

/** A certificate other than the one that wheelhouse.json pins. */
export class PinMismatch extends Error {
  override readonly name = 'PinMismatch'
  readonly code = 'ERR_WHEELHOUSE_PIN'

  constructor(fingerprint: string) {
    super(`the device showed another certificate than the pinned one: ${fingerprint}`)
  }
}

/** Nothing at the address answered in time. */
export class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout'
  readonly code = 'ETIMEDOUT'

  constructor(timeoutMs: number) {
    super(`no connection after ${timeoutMs / 1000} s`)
  }
}

/** The device answered something that the gateway does not pass on; the message is for the log. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer'
  readonly code = 'ERR_WHEELHOUSE_MALFORMED'
}

/** The device sends plain HTTP to its HTTPS address: the `url` in wheelhouse.json is the one to change. */
export class WantsHttps extends Error {
  override readonly name = 'WantsHttps'
  readonly code = 'ERR_WHEELHOUSE_WANTS_HTTPS'
}

const byCode: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: 'refused',
  // Somebody is there and hung up: KasmVNC does so to plain HTTP where it wants TLS (common/network/websocket.c).
  ECONNRESET: 'refused',
  EPIPE: 'refused',
  EPROTO: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  ERR_WHEELHOUSE_PIN: 'tls-untrusted',
  ERR_WHEELHOUSE_MALFORMED: 'malformed',
  // Node's, of what cannot be sent on: node lib/_http_outgoing.js, lib/_http_client.js
  ERR_INVALID_CHAR: 'malformed',
  ERR_INVALID_HTTP_TOKEN: 'malformed',
  ERR_UNESCAPED_CHARACTERS: 'malformed',
  ERR_WHEELHOUSE_WANTS_HTTPS: 'wants-https',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-untrusted',
  // OpenSSL's X509_V_ERR names as Node gives them: node src/crypto/crypto_common.cc
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  HOSTNAME_MISMATCH: 'tls-untrusted',
  INVALID_CA: 'tls-untrusted',
  INVALID_PURPOSE: 'tls-untrusted',
}

/** Puts a socket's or a request's error into one of the words. */
export function failureOf(error: unknown): Failure {
  // Node tries every address of a name and then gathers what each one said.
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0])
  const code = codeOf(error)
  if (code.startsWith('CERT_')) return 'tls-untrusted'
  if (code.startsWith('HPE_')) return 'malformed' // llhttp's: an answer that is no HTTP
  if (code.startsWith('ERR_SSL_')) return 'refused' // there, and not speaking TLS
  return byCode[code] ?? 'unreachable'
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : ''
}

/** Words of a device's for a terminal: on one line, short, and without the escapes that move its cursor or colour it. */
export function printable(text: string): string {
  return text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 200)
}
