import { describe, expect, it } from 'vitest'
import { looksLikeHtml, MalformedError, StatusError, TimeoutError, UnreachableError } from './errors'

describe('the family of errors', () => {
  it('each has its own name, which survives minifying', () => {
    const all = [new UnreachableError(), new TimeoutError(), new StatusError(500, '', ''), new MalformedError('', '')]
    expect(all.map(error => error.name)).toEqual(['UnreachableError', 'TimeoutError', 'StatusError', 'MalformedError'])
    for (const error of all) expect(error).toBeInstanceOf(Error)
  })

  it('keeps what caused it', () => {
    const cause = new TypeError('Failed to fetch')
    expect(new UnreachableError('no answer', { cause }).cause).toBe(cause)
  })

  it('says the status, and whether a web page came with it', () => {
    const error = new StatusError(502, '<html><h1>Bad gateway', 'text/html')
    expect(error).toMatchObject({ message: 'HTTP 502', status: 502, isHtml: true })
    expect(new StatusError(409, '{"error":"busy"}', 'application/json').isHtml).toBe(false)
  })

  it('says the field before what was expected of it, and nothing before what concerns the whole', () => {
    expect(new MalformedError('leds[0].name', 'a string').message).toBe('leds[0].name: a string')
    expect(new MalformedError('', 'not JSON').message).toBe('not JSON')
  })
})

describe('looksLikeHtml', () => {
  const cases: readonly [string, string, boolean][] = [
    ['text/html', '', true],
    ['Text/HTML; charset=utf-8', 'hello', true],
    ['application/xhtml+xml', '', true],
    ['', '<!DOCTYPE html><title>', true],
    ['application/json', ' \n<html lang="en">', true],
    ['text/plain', 'see <html>', false],
    ['application/json', '{"a":"<html>"}', false],
    ['image/svg+xml', '<svg>', false],
    ['', '', false],
  ]
  for (const [type, body, expected] of cases) {
    it(`${type || 'no type'}, ${JSON.stringify(body)}: ${expected}`, () => {
      expect(looksLikeHtml(type, body)).toBe(expected)
    })
  }
})
