// @vitest-environment happy-dom
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { en } from './en'
import { formatBitrate, formatBytes, formatSpan, formatTime } from './format'
import { findUntranslated, pseudo } from './pseudo'
import { startWords, t } from './words'

describe('English', () => {
  beforeAll(() => startWords('en'))

  it('fills in values and chooses one or many', () => {
    expect(t('app.title', { name: 'build-01' })).toBe('build-01 – Wheelhouse')
    expect(t('home.found', { count: 1 })).toBe('1 found')
    expect(t('launch.unknown', { count: 2, names: 'a, b' })).toMatch(/They were ignored\.$/)
  })

  it('does not know keys that are not there', () => {
    // @ts-expect-error a missing key must not compile
    expect(t('home.nothing')).toBe('home.nothing')
  })

  it('writes spans in their largest unit', () => {
    expect([0, 999, 12_400, 61_000, 7_300_000, 200_000_000].map(formatSpan)).toEqual([
      '0 s',
      '0 s',
      '12 s',
      '1 min',
      '2 h',
      '2 d',
    ])
  })

  it('writes bit rates as the field does', () => {
    expect(formatBitrate(800_000)).toBe('6.4 Mbit/s')
    expect(formatBitrate(1_000)).toBe('8 kbit/s')
  })

  it('writes sizes in units of 1024', () => {
    expect([0, 412, 1024, 1_500_000, 3.4 * 2 ** 30, 2 ** 52].map(formatBytes)).toEqual([
      '0 B',
      '412 B',
      '1 kB',
      '1.4 MB',
      '3.4 GB',
      '4,096 TB',
    ])
  })

  it('writes times of day to the second', () => {
    expect(formatTime(new Date(2026, 10, 21, 2, 3, 7).getTime())).toBe('02:03:07')
  })
})

describe('qps', () => {
  beforeAll(() => startWords('qps'))
  afterAll(() => startWords('en'))

  it('wraps every text and leaves the places for values alone', () => {
    expect(t('app.title', { name: 'build-01' })).toMatch(/^⟦build-01 – .*⟧$/)
    const texts = JSON.stringify(pseudo(en)).match(/\{\{\w+\}\}/g)
    expect(texts).toEqual(JSON.stringify(en).match(/\{\{\w+\}\}/g))
  })

  it('finds what was not translated, in texts and in names', () => {
    const root = document.createElement('div')
    root.innerHTML =
      '<p>⟦Fít⟧</p><button aria-label="Close">x</button><i translate="no">build-01</i><b>12</b><u>Fit</u>'
    expect(findUntranslated(root)).toEqual(['Close', 'Fit'])
  })
})
