import { expect, it } from 'vitest'
import { KasmWire } from './KasmWire'
import { kasmTuning } from './tuning'

const videoSize = ({ tuning }: ReturnType<typeof kasmTuning>) =>
  tuning.settings.getState().find(({ id }) => id === 'videoSize')

// kasmtech/KasmVNC common/rfb/EncodeManager.cxx: with a codec set and found, `videoDetected && !video_mode_available` never is.
it('says whether the server heeds the largest picture of video, as far as that is known', () => {
  const tuning = kasmTuning(new KasmWire())
  expect(videoSize(tuning)).toMatchObject({ unheeded: 'if-encoder' })
  tuning.encodersListed([-1032], false)
  expect(videoSize(tuning)).toMatchObject({ unheeded: 'has-encoder' })
  tuning.encodersListed([], false)
  expect(videoSize(tuning)).not.toHaveProperty('unheeded')
  tuning.encodersListed([-1025], false)
  expect(videoSize(tuning)).not.toHaveProperty('unheeded')
  tuning.forget()
  expect(videoSize(tuning)).toMatchObject({ unheeded: 'if-encoder' })
})

it('offers the quality of video only where this page can show what is made', () => {
  const tuning = kasmTuning(new KasmWire())
  const ids = () => tuning.tuning.settings.getState().map(({ id }) => id)
  tuning.encodersListed([-1032], false)
  expect(ids()).not.toContain('streamQuality')
  tuning.encodersListed([-1032, -1027], true)
  expect(ids()).toContain('streamQuality')
})
