import { describe, expect, it } from 'vitest'
import { z } from 'zod/mini'
import { decode, decodeJson, mostJsonLetters } from './decode'
import { MalformedError } from './errors'

const reply = z.object({ ok: z.boolean(), leds: z.array(z.object({ name: z.string() })), note: z.optional(z.string()) })
const good = { ok: true, leds: [{ name: 'hdd' }] }

/** The path of the first field that does not fit. */
function pathOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof MalformedError) return error.path
    throw error
  }
  throw new Error('it fitted')
}

describe('decode', () => {
  it('gives what fits, typed', () => {
    expect(decode(reply, good).leds[0]?.name).toBe('hdd')
  })

  it('lets unknown fields pass', () => {
    expect(decode(reply, { ...good, firmware: 'of tomorrow' })).toMatchObject(good)
  })

  const misfits: readonly [string, unknown, string][] = [
    ['no object at all', 'OK', ''],
    ['nothing', undefined, ''],
    ['a missing field', { leds: [] }, 'ok'],
    ['a field of the wrong kind', { ...good, note: 7 }, 'note'],
    ['a field deep inside', { ...good, leds: [{ name: 'hdd' }, { name: null }] }, 'leds[1].name'],
    ['a missing element', { ...good, leds: [null] }, 'leds[0]'],
  ]
  for (const [what, input, path] of misfits) {
    it(`names the path of ${what}: '${path}'`, () => {
      expect(pathOf(() => decode(reply, input))).toBe(path)
    })
  }

  it('begins a path that starts in a list with its index', () => {
    expect(pathOf(() => decode(z.array(z.string()), ['a', 1]))).toBe('[1]')
  })

  it('names a key with a dot as it is', () => {
    expect(pathOf(() => decode(z.record(z.string(), z.number()), { 'a.b': 'x' }))).toBe('a.b')
  })
})

describe('decodeJson', () => {
  it('reads text', () => {
    expect(decodeJson(reply, JSON.stringify(good))).toEqual(good)
  })

  it('tells an empty answer from text that is no JSON', () => {
    expect(() => decodeJson(reply, ' \n')).toThrow(new MalformedError('', 'empty answer'))
    expect(() => decodeJson(reply, '{"ok":')).toThrow(new MalformedError('', 'not JSON'))
  })

  it('does not begin to read a text that would hold up the page', () => {
    const long = `{"ok":true,"leds":[],"note":"${'x'.repeat(mostJsonLetters)}"}`
    expect(() => decodeJson(reply, long)).toThrow('longer than 4194304 letters')
  })

  // KasmVNC divides by zero while nothing was drawn (common/rfb/SMsgWriter.cxx).
  it('takes the nan of C for no JSON', () => {
    expect(() => decodeJson(z.array(z.number()), '[ nan, 10.0 ]')).toThrow('not JSON')
  })

  it('names the path as decode does', () => {
    expect(pathOf(() => decodeJson(reply, '{"ok":true,"leds":[{}]}'))).toBe('leds[0].name')
  })
})
