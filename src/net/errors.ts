/** Nothing answered: no network, name not found, connection refused, certificate not accepted. Browsers do not say which. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** No answer within the time given. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** It answered with a status other than 2xx. `body` is the text as sent, cut at 4 kB. */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly status: number
  readonly body: string
  readonly isHtml: boolean

  constructor(status: number, body: string, contentType: string) {
    super(`HTTP ${status}`)
    this.status = status
    this.body = body
    this.isHtml = looksLikeHtml(contentType, body)
  }
}

/** The answer is longer than this page reads at once. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/** The request worked, the shape did not fit. `path` names the field, `''` the whole. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError'
  readonly path: string

  constructor(path: string, expected: string) {
    super(path === '' ? expected : `${path}: ${expected}`)
    this.path = path
  }
}

/** A web page where data was expected: a proxy, a sign-in page, a static host's fallback. */
export function looksLikeHtml(contentType: string, body: string): boolean {
  return /text\/html|application\/xhtml/i.test(contentType) || /^\s*(<!doctype html|<html)/i.test(body)
}
