import { describe, expect, it } from 'vitest'
import { scopes } from '../../lib/scopes'
import { type FramePlace, scopesInForce } from './embedScopes'

const origins = {
  'https://watch.example': ['view'],
  'https://ops.example': ['view', 'input', 'power', 'fly'],
  'https://lab.example': ['input', 'view'],
}
const own = 'https://console.example'
const framed: FramePlace = { isFramed: true, own, ancestors: undefined, isInOutermost: true, referrer: '' }
const inForce = (place: Partial<FramePlace>, of: Record<string, string[]> = origins) => [
  ...scopesInForce(of, { ...framed, ...place }),
]

describe('scopesInForce', () => {
  it('is what the page around it may, and nothing that is no scope', () => {
    expect(inForce({ ancestors: ['https://watch.example'] })).toEqual(['view'])
    expect(inForce({ ancestors: ['https://ops.example'] })).toEqual(['view', 'input', 'power'])
  })

  it('is what all pages around it may, where a portal stands in another', () => {
    expect(inForce({ ancestors: ['https://ops.example', 'https://lab.example'] })).toEqual(['view', 'input'])
    expect(inForce({ ancestors: ['https://ops.example', 'https://watch.example'] })).toEqual(['view'])
    expect(inForce({ ancestors: [own, 'https://watch.example'] })).toEqual(['view'])
  })

  it('takes the referrer where the browser does not name the pages around, and only for one page around', () => {
    expect(inForce({ referrer: 'https://ops.example/page?x' })).toEqual(['view', 'input', 'power'])
    expect(inForce({ referrer: 'https://ops.example/', isInOutermost: false })).toEqual(['view'])
    expect(inForce({ referrer: 'https://ops.example/', ancestors: ['https://watch.example'] })).toEqual(['view'])
  })

  it.each([
    { ancestors: ['null'] },
    { ancestors: ['https://stranger.example'] },
    { ancestors: ['https://ops.example', 'null'] },
    { ancestors: ['toString'] },
    { ancestors: [] },
    { referrer: '' },
    { referrer: 'https://stranger.example/' },
    { referrer: `${own}/`, isInOutermost: false },
  ])('is what every listed page may, where one around is not known: %o', place => {
    expect(inForce(place)).toEqual(['view'])
  })

  it('is nothing where the deployment lists nobody, or the listed ones have nothing in common', () => {
    expect(inForce({ ancestors: ['https://ops.example'] }, {})).toEqual([])
    expect(inForce({}, { 'https://a.example': ['view'], 'https://b.example': ['power'] })).toEqual([])
    expect(inForce({ ancestors: ['https://a.example'] }, { 'https://a.example': [] })).toEqual([])
  })

  it('is everything in a tab of its own, and in a page of the console’s own', () => {
    expect(inForce({ isFramed: false }, {})).toEqual(scopes)
    expect(inForce({ ancestors: [own] })).toEqual(scopes)
  })
})
