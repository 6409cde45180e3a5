import type { FrameMeter } from '../../../engine/FrameMeter'
import { derived } from '../../../lib/derived'
import type { StatsCapability, StreamState } from '../../capabilities/stats'
import type { Nanokvm } from './Nanokvm'
import type { NanokvmState } from './NanokvmState'

/** What the device tells of its stream, beside our own series. `mode`: what carries the picture here. */
export function nanokvmStats({ state }: Nanokvm, meter: FrameMeter, mode: () => string): StatsCapability {
  return {
    own: { series: meter.series, latest: meter.latest, rectangles: () => meter.rectanglesByEncoding() },
    stream: derived(state, now => streamState(now, mode())),
  }
}

function streamState({ captures, modes }: NanokvmState, mode: string): StreamState {
  const capture = captures[mode === 'h264' ? 'direct' : mode]
  return {
    ...{ mode, online: capture?.ok ?? true },
    // Those of MJPEG are not counted.
    ...(modes && mode === 'h264' && { viewers: modes.direct + modes.webrtc }),
  }
}
