import { describe, expect, it } from 'vitest'
import { agreedVersion } from './rfbVersion'

describe('agreedVersion', () => {
  it.each([
    ['003.003', 3],
    ['003.004', 3],
    ['003.005', 3],
    ['003.006', 3],
    ['003.007', 7],
    ['003.008', 8],
    ['003.010', 8],
    ['003.014', 8],
    ['003.016', 8],
    ['003.130', 8],
    ['003.889', 8],
    ['004.000', 8],
    ['004.001', 8],
    ['005.000', 8],
  ])('answers %s with 3.%i', (version, minor) => {
    expect(agreedVersion(`RFB ${version}\n`)).toBe(minor)
  })

  it.each(['RFB 000.000\n', 'RFB 002.008\n', 'RFB 009.001\n', 'HTTP/1.1 400', 'RFB 003.008'])(
    'knows no %j',
    greeting => {
      expect(agreedVersion(greeting)).toBeUndefined()
    },
  )
})
