import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { whySocketFailed } from './whySocketFailed'

const origin = 'https://console.example'
const screen = 'wss://console.example/devices/build-01/~screen'
const json = { 'Content-Type': 'application/json' }
const answer = vi.fn<(url: string) => Promise<Response>>()
const signal = () => new AbortController().signal

beforeEach(() => {
  vi.stubGlobal('location', { origin })
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('fetch', answer)
})
afterEach(() => {
  vi.unstubAllGlobals()
  answer.mockReset()
})

describe('whySocketFailed', () => {
  it('asks the same path over HTTP, once', async () => {
    answer.mockResolvedValue(new Response('upgrade, please', { status: 426 }))
    await whySocketFailed(screen, signal())
    expect(answer.mock.calls.map(([url]) => url)).toEqual(['https://console.example/devices/build-01/~screen'])
  })

  it('asks without TLS where the socket was without', async () => {
    vi.stubGlobal('location', { origin: 'http://127.0.0.1:5173' })
    answer.mockResolvedValue(new Response())
    await whySocketFailed('ws://127.0.0.1:5173/s', signal())
    expect(answer.mock.calls[0]?.[0]).toBe('http://127.0.0.1:5173/s')
  })

  it('asks nobody while the browser is offline', async () => {
    vi.stubGlobal('navigator', { onLine: false })
    expect(await whySocketFailed(screen, signal())).toMatchObject({ reason: 'offline' })
    expect(answer).not.toHaveBeenCalled()
  })

  it('asks no other origin, whose answer the page could not read', async () => {
    for (const other of ['wss://pi.local/', 'ws://console.example/', 'wss://console.example:8443/']) {
      expect(await whySocketFailed(other, signal())).toBeUndefined()
    }
    expect(answer).not.toHaveBeenCalled()
  })

  const cases: readonly [number, string, HeadersInit, string | undefined][] = [
    [502, '{"error":"refused"}', json, 'gateway-refused'],
    [502, '{ "error" : "unreachable" }', json, 'gateway-unreachable'],
    [502, '{"error":"dns"}', json, 'gateway-dns'],
    [502, '{"error":"tls-untrusted"}', json, 'gateway-tls-untrusted'],
    [504, '{"error":"timeout"}', json, 'gateway-timeout'],
    [502, '{"error":"malformed"}', json, 'gateway-malformed'],
    [502, '{"error":"wants-https"}', json, 'gateway-wants-https'],
    [503, '{"error":"too-many"}', json, 'gateway-too-many'],
    [404, '{"error":"unknown-device"}', json, 'unknown-device'],
    [403, '', {}, 'gateway-forbidden'],
    [500, '{"error":"constructor"}', json, 'gateway-gone'],
    [503, 'no healthy upstream', {}, 'gateway-gone'],
    [404, 'not found', {}, undefined],
    [426, '{"error":"upgrade-required"}', json, undefined],
    [403, '<html>', { 'Content-Type': 'text/html' }, 'proxy-html'],
    [502, '<!doctype html>', {}, 'proxy-html'],
    [200, '<!doctype html>', {}, 'proxy-html'],
    [200, 'sign in', { 'Content-Type': 'text/html' }, 'proxy-html'],
    [200, 'RFB', {}, undefined],
  ]
  for (const [status, body, headers, reason] of cases) {
    it(`${status} ${body}: ${reason}`, async () => {
      answer.mockResolvedValue(new Response(body, { status, headers }))
      const why = await whySocketFailed(screen, signal())
      expect(why?.reason).toBe(reason)
      if (why && status !== 200) expect(why.code).toBe(status)
    })
  }

  it('takes silence for a console whose own server is gone', async () => {
    const cause = new TypeError('Failed to fetch')
    answer.mockRejectedValue(cause)
    const why = await whySocketFailed(screen, signal())
    expect(why).toMatchObject({ reason: 'gateway-gone', cause: { name: 'UnreachableError', cause } })
  })

  it('says nothing once nobody wants to know', async () => {
    answer.mockRejectedValue(new DOMException('', 'AbortError'))
    expect(await whySocketFailed(screen, AbortSignal.abort())).toBeUndefined()
  })
})
