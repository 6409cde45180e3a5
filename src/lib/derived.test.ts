import { describe, expect, it } from 'vitest'
import { derived, isSame } from './derived'
import { writable } from './readable'

describe('derived', () => {
  it('follows its source and tells only what differs in content', () => {
    const source = writable({ leds: { power: false }, other: 1 })
    const power = derived(source, ({ leds }) => ({ on: leds.power }))
    const heard: unknown[] = []
    power.subscribe(value => heard.push(value))
    source.set({ leds: { power: false }, other: 2 })
    source.set({ leds: { power: true }, other: 2 })
    expect(heard).toEqual([{ on: true }])
    expect(power.getState()).toEqual({ on: true })
  })
})

describe('isSame', () => {
  const cases: readonly [unknown, unknown, boolean][] = [
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    [{ a: undefined }, {}, false],
    [[1], { 0: 1 }, false],
    [Number.NaN, Number.NaN, true],
    [null, {}, false],
    ['a', 'a', true],
  ]
  for (const [a, b, expected] of cases) {
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)}: ${expected}`, () => expect(isSame(a, b)).toBe(expected))
  }
})
