import { expect, test } from 'vitest'
import {
  ConnectTimeout,
  closeCodes,
  failureOf,
  MalformedAnswer,
  PinMismatch,
  printable,
  WantsHttps,
} from './failures.ts'

const coded = (code: string) => Object.assign(new Error(code), { code })

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'refused'],
  ['HPE_INVALID_CONSTANT', 'malformed'],
  ['HPE_HEADER_OVERFLOW', 'malformed'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'refused'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ETIMEDOUT', 'timeout'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
  ['CERT_HAS_EXPIRED', 'tls-untrusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-untrusted'],
  ['something new', 'unreachable'],
])('%s is %s', (code, failure) => {
  expect(failureOf(coded(code))).toBe(failure)
})

test('our own errors, several addresses, and things that are no errors', () => {
  expect(failureOf(new ConnectTimeout(10_000))).toBe('timeout')
  expect(failureOf(new PinMismatch('AA'))).toBe('tls-untrusted')
  expect(failureOf(new MalformedAnswer('status 0'))).toBe('malformed')
  expect(failureOf(new WantsHttps('x'))).toBe('wants-https')
  expect(failureOf(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]))).toBe('refused')
  expect(failureOf('text')).toBe('unreachable')
})

test('close codes are 4001 to 4007, in the order of the contract', () => {
  expect(Object.entries(closeCodes)).toEqual([
    ['refused', 4001],
    ['unreachable', 4002],
    ['dns', 4003],
    ['tls-untrusted', 4004],
    ['timeout', 4005],
    ['malformed', 4006],
    ['too-many', 4007],
  ])
})

test('words of a device’s reach a terminal as words', () => {
  expect(printable('wrong\r\n\u001b[2Jpassword \u202e')).toBe('wrong [2Jpassword')
  expect(printable('x'.repeat(1000))).toHaveLength(200)
})
