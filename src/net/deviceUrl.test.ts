import { describe, expect, it } from 'vitest'
import { socketUrl } from './deviceUrl'

describe('socketUrl', () => {
  const page = 'https://console.example/lab/?panel=power#m/build-01'
  const cases: readonly [string, string, string, string][] = [
    ['a path beside the page', 'devices/b/~screen', page, 'wss://console.example/lab/devices/b/~screen'],
    ['a path from the root', '/devices/b/api/ws', page, 'wss://console.example/devices/b/api/ws'],
    ['its query, without the page’s', 'api/ws?stream=1', page, 'wss://console.example/lab/api/ws?stream=1'],
    ['no fragment', 'ws#here', page, 'wss://console.example/lab/ws'],
    ['an unencrypted page', 'ws', 'http://127.0.0.1:5173/', 'ws://127.0.0.1:5173/ws'],
    ['an odd port', 'ws', 'https://c.example:8443/', 'wss://c.example:8443/ws'],
    ['an IPv6 host', 'ws', 'http://[::1]:5173/', 'ws://[::1]:5173/ws'],
    ['an address of its own', 'ws://pi.local/x', page, 'ws://pi.local/x'],
    ['an HTTP address of its own', 'https://pi.local/x', 'http://127.0.0.1/', 'wss://pi.local/x'],
  ]
  for (const [what, path, from, expected] of cases) {
    it(what, () => expect(socketUrl(path, from)).toBe(expected))
  }

  it('throws for what is no URL', () => {
    expect(() => socketUrl('http://', page)).toThrow(TypeError)
    expect(() => socketUrl('ws', 'not a page')).toThrow(TypeError)
  })
})
