import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DeviceEntry } from '../devices/device'
import { fetchCatalog } from './catalog'

function answer(body: string, { status = 200, type = 'application/json' } = {}): void {
  vi.stubGlobal('fetch', async () => new Response(body, { status, headers: { 'content-type': type } }))
}
const ask = (own?: DeviceEntry) => fetchCatalog(new AbortController().signal, async () => own)

afterEach(() => vi.unstubAllGlobals())

describe('fetchCatalog', () => {
  it('decodes the list; names default to ids, paths to the gateway’s', async () => {
    answer(
      JSON.stringify({
        version: 1,
        devices: [
          {
            id: 'build-01',
            name: 'Build server',
            family: 'kasmvnc',
            has: ['vnc', 'later'],
            group: 'Lab',
            relay: ['demo'],
            held: true,
          },
          { id: 'desk', family: 'vnc', unknown: true },
        ],
        adHoc: true,
        embed: { origins: { 'https://portal.example': ['view'] } },
        settings: { defaults: { theme: 'dark', nonsense: 1 }, locked: ['viewOnly'] },
      }),
    )
    expect(await ask()).toEqual({
      catalog: {
        entries: [
          {
            id: 'build-01',
            name: 'Build server',
            family: 'kasmvnc',
            has: ['vnc'],
            base: 'devices/build-01/',
            group: 'Lab',
            relay: ['demo'],
            held: true,
          },
          { id: 'desk', name: 'desk', family: 'vnc', has: [], base: 'devices/desk/' },
        ],
        adHoc: true,
        defaults: { theme: 'dark' },
        locked: ['viewOnly'],
        embedOrigins: { 'https://portal.example': ['view'] },
      },
    })
  })

  it('tells an absent list, as a device or a static host answers it', async () => {
    answer('no', { status: 404 })
    expect(await ask()).toEqual({ problem: { kind: 'absent' } })
    answer('<!doctype html><title>Wheelhouse</title>', { type: 'text/html' })
    expect(await ask()).toEqual({ problem: { kind: 'absent' } })
  })

  it('has the one machine that this page stands on where there is no list, and only there', async () => {
    const own: DeviceEntry = { id: 'this', name: 'kvm', family: 'kasmvnc', has: [], base: './' }
    answer('404', { status: 404, type: 'text/plain' })
    const catalog = { entries: [own], adHoc: false, defaults: {}, locked: [], isOwnDevice: true }
    expect(await ask(own)).toEqual({ catalog })
    answer('no', { status: 500 })
    expect(await ask(own)).toEqual({ problem: { kind: 'status', status: 500 } })
  })

  it('tells a refusal with its status', async () => {
    answer('{"error":"x"}', { status: 403 })
    expect(await ask()).toEqual({ problem: { kind: 'status', status: 403 } })
  })

  it('tells a server that does not answer', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('Failed to fetch')
    })
    expect(await ask()).toEqual({ problem: { kind: 'unreachable' } })
  })

  it.each([
    ['not JSON', '{"version":1,', ''],
    ['another version', '{"version":2,"devices":[]}', 'version'],
    ['no list', '{"version":1}', 'devices'],
    ['an id that is none', '{"version":1,"devices":[{"id":"../x","family":"vnc"}]}', 'devices[0].id'],
    ['one id twice', '{"version":1,"devices":[{"id":"a","family":"vnc"},{"id":"a","family":"vnc"}]}', 'a'],
  ])('names what is wrong: %s', async (_, body, path) => {
    answer(body)
    const { problem } = await ask()
    expect(problem?.kind).toBe('malformed')
    expect(problem?.kind === 'malformed' && problem.detail).toContain(path)
  })
})
