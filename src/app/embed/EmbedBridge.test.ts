// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import type { Scope } from '../../lib/scopes'
import { EmbedBridge, type MessageSource } from './EmbedBridge'

const portal = 'https://portal.example'
const made: EmbedBridge[] = []

vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
afterEach(() => {
  for (const bridge of made.splice(0)) bridge.dispose()
})

function open(
  origins: Record<string, string[]> = { [portal]: ['view', 'input'] },
  scopes: Scope[] = ['view', 'input', 'clipboard'],
) {
  const told: { message: unknown; to: unknown }[] = []
  const host = { parent: null, postMessage: (message: unknown, to: unknown) => told.push({ message, to }) }
  const target = new EventTarget()
  const source = Object.assign(target, { parent: host }) as unknown as MessageSource
  const bridge = new EmbedBridge({ origins, scopes: new Set(scopes), deviceId: 'desk' }, source)
  made.push(bridge)
  const hear = (data: unknown, origin = portal, from: unknown = host) => {
    const event = new MessageEvent('message', { data, origin })
    Object.defineProperty(event, 'source', { value: from })
    target.dispatchEvent(event)
  }
  const hello = { ns: 'wheelhouse', v: 1, id: 'a1', type: 'hello' }
  return { bridge, told, hear, hello }
}

describe('EmbedBridge', () => {
  it('says nothing by itself, answers a listed host, and tells it how the link is', () => {
    const { bridge, told, hear, hello } = open()
    const device = new FakeDevice()
    bridge.follow(device)
    device.arrive()
    expect(told).toEqual([])
    hear(hello)
    const frame = { ns: 'wheelhouse', v: 1 }
    expect(told).toEqual([
      {
        to: portal,
        message: { ...frame, type: 'ready', re: 'a1', payload: { device: 'desk', scopes: ['view', 'input'] } },
      },
      { to: portal, message: { ...frame, type: 'event', payload: { event: 'connection', state: 'connected' } } },
    ])
    device.lose(new DeviceError('connection-lost'))
    expect(told.at(-1)?.message).toMatchObject({
      payload: { event: 'connection', state: 'reconnecting', reason: 'connection-lost' },
    })
    bridge.follow(undefined)
    expect(told.at(-1)?.message).toMatchObject({ payload: { state: 'disconnected' } })
    device.close()
  })

  it('names no scope that is not in force in this frame', () => {
    const { told, hear, hello } = open({ [portal]: ['view', 'input'] }, ['view'])
    hear(hello)
    expect(told[0]?.message).toMatchObject({ type: 'ready', payload: { scopes: ['view'] } })
  })

  it('is silent to strangers, whatever they say', () => {
    const { bridge, told, hear, hello } = open()
    hear(hello, 'https://evil.example')
    hear(hello, 'null')
    hear(hello, `${portal}.evil.example`)
    hear(hello, 'toString')
    // Another frame of the listed site is not the page that holds this one.
    hear(hello, portal, { parent: null, postMessage: () => told.push({ message: 'sibling', to: '' }) })
    bridge.follow(undefined)
    expect(told).toEqual([])
  })

  it('ignores what is not of the protocol, and refuses what it does not know', () => {
    const { told, hear, hello } = open()
    for (const noise of [undefined, null, 'hello', 7, {}, { ...hello, ns: 'other' }, { ...hello, id: 7 }, [hello]])
      hear(noise)
    expect(told).toEqual([])
    hear({ ...hello, type: 'press', id: 'b' })
    hear({ ...hello, v: 9, id: 'c' })
    hear(hello)
    hear({ ...hello, type: 'press', id: 'd' })
    const errors = told.flatMap(({ message }) => {
      const { type, re, payload } = message as { type: string; re: string; payload: { error?: string } }
      return type === 'error' ? [`${re} ${payload.error}`] : []
    })
    expect(errors).toEqual(['b not-greeted', 'c version', 'd unknown-type'])
  })

  it('hears nothing after its end', () => {
    const { bridge, told, hear, hello } = open()
    bridge.dispose()
    bridge.dispose()
    hear(hello)
    expect(told).toEqual([])
  })
})
