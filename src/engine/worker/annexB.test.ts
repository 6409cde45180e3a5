import { describe, expect, it } from 'vitest'
import { nalUnits, unitFacts } from './annexB'

const unit = (...nals: number[][]) => Uint8Array.from(nals.flatMap(nal => [0, 0, 0, 1, ...nal]))
const sps = [0x67, 0x42, 0xe0, 0x1f, 0xda]
const pps = [0x68, 0xce]
const idr = [0x65, 0x88, 1, 0, 3]
const slice = [0x41, 0x9a]

describe('NAL units', () => {
  it('are found behind start codes of three and four bytes', () => {
    const bytes = Uint8Array.from([0, 0, 0, 1, ...sps, 0, 0, 1, ...idr])
    expect(nalUnits(bytes)).toEqual([
      { type: 7, from: 0, header: 4, to: 9 },
      { type: 5, from: 9, header: 12, to: 17 },
    ])
  })

  it('are none in what is no Annex B', () => {
    expect(nalUnits(Uint8Array.from([1, 0, 1, 0, 0]))).toEqual([])
    expect(nalUnits(new Uint8Array())).toEqual([])
  })
})

describe('facts of an access unit', () => {
  it('a key frame with its parameters names its codec', () => {
    expect(unitFacts(unit([9, 0xf0], sps, pps, idr))).toEqual({ isKey: true, hasPicture: true, codec: 'avc1.42e01f' })
  })

  it('a picture that needs others', () => {
    expect(unitFacts(unit([9, 0xf0], slice))).toEqual({ isKey: false, hasPicture: true })
  })

  it('parameters alone are no picture', () => {
    expect(unitFacts(unit(sps, pps))).toEqual({ isKey: false, hasPicture: false, codec: 'avc1.42e01f' })
  })

  it('parameters that are cut off name nothing', () => {
    expect(unitFacts(unit([0x67, 0x42]))).toEqual({ isKey: false, hasPicture: false })
  })
})
