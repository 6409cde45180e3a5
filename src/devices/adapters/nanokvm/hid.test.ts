import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { Machine } from '../../../../server-mock/machine/Machine'
import { HidPort } from '../../../../server-mock/nanokvm/HidPort'
import { JsonHid as JsonServer } from '../../../../server-mock/nanokvm/JsonHid'
import { codeOfUsage } from '../../../../server-mock/nanokvm/usages'
import { BinaryHid } from './BinaryHid'
import type { HidWire } from './HidWire'
import { JsonHid } from './JsonHid'
import { usages } from './keys'

const hex = (bytes: Iterable<number>) => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join(' ')

function binary(pointer: 'absolute' | 'relative' = 'absolute') {
  const sent: string[] = []
  return {
    sent,
    hid: new BinaryHid(
      report => sent.push(hex(report)),
      () => pointer,
    ),
  }
}

function json(dialect: 'json-a' | 'json-b', wheelDown: 1 | -1 = 1) {
  const sent: string[] = []
  return { sent, hid: new JsonHid(event => sent.push(event), { hid: dialect, wheelDown }) }
}

const salute = (hid: HidWire) => {
  for (const code of ['ControlLeft', 'AltLeft', 'Delete']) hid.key(code, true)
}

// The examples of the reference, from sipeed/NanoKVM web/src/lib and server/service/hid.
describe('binary reports', () => {
  it('are whole keyboard states', () => {
    const { hid, sent } = binary()
    hid.key('KeyA', true)
    hid.key('KeyA', false)
    salute(hid)
    hid.releaseAll()
    expect([sent[0], sent[1], sent[4], sent.at(-1)]).toEqual([
      '01 00 00 04 00 00 00 00 00',
      '01 00 00 00 00 00 00 00 00',
      '01 05 00 4c 00 00 00 00 00',
      '01 00 00 00 00 00 00 00 00',
    ])
  })

  it('ignore a seventh key and unknown ones', () => {
    const { hid, sent } = binary()
    for (const code of ['KeyA', 'KeyB', 'KeyC', 'KeyD', 'KeyE', 'KeyF', 'KeyG']) hid.key(code, true)
    expect(sent.at(-1)).toBe('01 00 00 04 05 06 07 08 09')
    hid.key('BrowserBack', true)
    expect(sent.length).toBe(7)
    hid.key('KeyA', false)
    expect(sent.at(-1)).toBe('01 00 00 05 06 07 08 09 00')
  })

  it('place the pointer within 0 and 32767, and click where it is', () => {
    const { hid, sent } = binary()
    hid.moveTo(0.5, 0.5)
    hid.button('left', true)
    hid.button('left', false)
    hid.wheel(0, 1)
    hid.moveTo(1, 1.5)
    expect(sent).toEqual([
      '02 00 00 40 00 40 00',
      '02 01 00 40 00 40 00',
      '02 00 00 40 00 40 00',
      '02 00 00 40 00 40 ff',
      '02 00 ff 7f ff 7f 00',
    ])
  })

  it('split what does not fit a byte', () => {
    const { hid, sent } = binary('relative')
    hid.moveBy(10, -5)
    hid.moveBy(300, 0)
    hid.button('back', true)
    expect(sent).toEqual(['02 00 0a fb 00', '02 00 7f 00 00', '02 00 7f 00 00', '02 00 2e 00 00', '02 00 00 00 00'])
  })
})

describe('JSON events', () => {
  it('carry modifiers in two ways', () => {
    const old = json('json-a')
    const later = json('json-b')
    for (const { hid } of [old, later]) salute(hid)
    expect(old.sent.at(-1)).toBe('[1,76,1,0,1,0]')
    expect(later.sent.at(-1)).toBe('[1,76,1,0,4,0]')
    for (const { hid, sent } of [old, later]) {
      hid.key('Delete', false)
      expect(sent.at(-1)).toMatch(/^\[1,226,1,0,[14],0\]$/) // the modifiers stay
      hid.releaseAll()
      expect(sent.at(-1)).toBe('[1,0,0,0,0,0]')
    }
    old.hid.key('AltRight', true)
    later.hid.key('AltRight', true)
    expect([old.sent.at(-1), later.sent.at(-1)]).toEqual(['[1,230,0,0,2,0]', '[1,230,0,0,64,0]'])
  })

  it('know three buttons, and let go of all at once', () => {
    const { hid, sent } = json('json-b')
    hid.button('left', true)
    hid.button('middle', true)
    hid.button('left', false)
    hid.button('back', true)
    expect(sent).toEqual(['[2,1,1,0,0]', '[2,1,4,0,0]', '[2,0,0,0,0]', '[2,1,4,0,0]'])
    expect(json('json-a').hid.knows('F13')).toBe(false)
  })

  it.each([
    [1, '[2,4,0,0,1]'],
    [-1, '[2,4,0,0,-1]'],
  ] as const)('scroll down with %i', (wheelDown, event) => {
    const { hid, sent } = json('json-b', wheelDown)
    hid.wheel(0, 2)
    expect(sent).toEqual([event, event])
  })
})

test('every key arrives as itself', () => {
  for (const [code, usage] of usages) {
    if (/^Lang[345]$/.test(code)) continue // the simulated keyboard ends there
    expect(codeOfUsage(usage), code).toBe(code)
  }
})

/** What a hand may do. */
const acts = fc.array(
  fc.oneof(
    fc.record({ code: fc.constantFrom('KeyA', 'KeyB', 'ShiftLeft', 'AltRight', 'Enter', 'F5'), down: fc.boolean() }),
    fc.record({ button: fc.constantFrom('left' as const, 'right' as const, 'middle' as const), down: fc.boolean() }),
    fc.record({ dx: fc.integer({ min: -900, max: 900 }), dy: fc.integer({ min: -900, max: 900 }) }),
    fc.record({ notches: fc.integer({ min: -3, max: 3 }) }),
  ),
)

test.each(['json-a', 'json-b'] as const)(
  'whatever is done in %s, the server stays up and nothing stays down',
  dialect => {
    fc.assert(
      fc.property(acts, given => {
        const machine = new Machine({ start: 'off' })
        const port = new HidPort(machine, false)
        const server = new JsonServer(port, { oldModifiers: dialect === 'json-a', wheelDownIsPositive: true })
        const hid = new JsonHid(event => server.take(event), { hid: dialect, wheelDown: 1 })
        for (const act of given) {
          if ('code' in act) hid.key(act.code, act.down)
          else if ('button' in act) hid.button(act.button, act.down)
          else if ('notches' in act) hid.wheel(0, act.notches)
          else hid.moveBy(act.dx, act.dy)
        }
        hid.releaseAll()
        expect(port.isHolding).toBe(false)
        machine.dispose()
      }),
      { numRuns: 60 },
    )
  },
)
