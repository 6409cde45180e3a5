import { describe, expect, it } from 'vitest'
import { MalformedError } from '../../../net/errors'
import { mergeEvent } from './mergeEvent'
import { emptyState } from './NanokvmState'

/** As the server sends it: JSON in a string in JSON (sipeed/NanoKVM server/service/ws/client.go). */
const event = (type: string, data: object) => JSON.stringify({ type, data: JSON.stringify(data) })
const modes = (generation: string, revision: number, mixed: boolean) =>
  event('h264-mode-status', { generation, revision, direct: 1, webrtc: mixed ? 1 : 0, mixed })

describe('events of /api/ws', () => {
  it('tell each way of capturing apart', () => {
    const fine = { ok: true, result: 0, message: '', mode: 'mjpeg', severity: '', updatedAt: '2026-08-20T00:00:00Z' }
    const dark = { ...fine, ok: false, result: -1, message: 'No image captured', mode: 'direct', severity: 'error' }
    const state = mergeEvent(mergeEvent(emptyState, event('capture-status', fine)), event('capture-status', dark))
    expect(state.captures).toEqual({
      mjpeg: { ok: true, result: 0, message: '' },
      direct: { ok: false, result: -1, message: 'No image captured' },
    })
  })

  it('ignore an older revision, but not of another process', () => {
    const now = mergeEvent(mergeEvent(emptyState, modes('a', 7, true)), modes('a', 6, false))
    expect(now.modes?.mixed).toBe(true)
    expect(mergeEvent(now, modes('b', 1, false)).modes?.mixed).toBe(false)
  })

  it('say nothing of lamps before the machine did', () => {
    const lamps = {
      numLock: false,
      capsLock: false,
      scrollLock: false,
      known: false,
      updatedAt: '0001-01-01T00:00:00Z',
    }
    expect(mergeEvent(emptyState, event('hid-led-status', lamps)).lamps).toBeUndefined()
    const told = mergeEvent(emptyState, event('hid-led-status', { ...lamps, known: true, capsLock: true }))
    expect(told.lamps).toEqual({ caps: true, num: false, scroll: false })
  })

  it('of kinds we do not know, or of early servers, change nothing or are malformed', () => {
    expect(mergeEvent(emptyState, event('picoclaw', {}))).toBe(emptyState)
    for (const text of ['', 'null', '{"type":"stream","state":1}', '{"type":"capture-status","data":"{"}']) {
      expect(() => mergeEvent(emptyState, text)).toThrow(MalformedError)
    }
  })
})
