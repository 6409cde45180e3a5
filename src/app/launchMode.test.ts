import fc from 'fast-check'
import { expect, test } from 'vitest'
import { launchMode } from '../lib/launchMode'
import { decodeLaunch } from './launch'

test.each([
  ['/', undefined],
  ['/?mode=embed', 'embed'],
  ['/index.html?device=a&mode=embed', 'embed'],
  ['/??mode=embed', 'embed'],
  ['/?mode=embed&mode=bogus', 'embed'],
  ['/?mode=bogus&mode=embed', 'bogus'],
  ['/?mode&mode=embed', ''],
  ['/?%6dode=console&mode=embed', 'console'],
  ['/?Mode=embed', undefined],
  ['/?x=1#?mode=embed', undefined],
  ['/#mode=embed', undefined],
  ['/?x=?mode=embed', undefined],
  ['/?%', undefined],
])('%s asks for %s', (target, mode) => {
  expect(launchMode(target)).toBe(mode)
})

test('the page becomes what the gateway took the request for, whatever the query', () => {
  const piece = fc.constantFrom(
    'mode',
    '=',
    'embed',
    'console',
    'kiosk',
    '&',
    '?',
    '%6d',
    'ode',
    '+',
    '#',
    'x',
    'device',
    'M',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), pieces => {
      const url = new URL(`http://127.0.0.1/?${pieces.join('')}`)
      const asked = launchMode(url.pathname + url.search)
      const { mode } = decodeLaunch(url.search, url.hash).values
      expect(mode === 'embed').toBe(asked === 'embed')
      if (mode !== undefined) expect(asked).toBe(mode)
    }),
    { numRuns: 2000 },
  )
})
