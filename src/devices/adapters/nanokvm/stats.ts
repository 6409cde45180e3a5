import type { FrameMeter } from '../../../engine/FrameMeter'
import { isSame } from '../../../lib/derived'
import { writable } from '../../../lib/readable'
import type { StatsCapability, StreamState } from '../../capabilities/stats'
import { DeviceError } from '../../errors'
import { LivePoll } from '../../LivePoll'
import type { Nanokvm } from './Nanokvm'
import type { NanokvmState } from './NanokvmState'
import type { NanokvmDialect } from './probeDialect'
import { hdmiWire } from './wire'

const hdmiEveryMs = 5_000

type Hdmi = NonNullable<StreamState['hdmi']>

/** What the device tells of its stream, beside our own series. `mode`: what carries the picture here. */
export function nanokvmStats({ client, state }: Nanokvm, meter: FrameMeter, mode: () => string) {
  /** Firmware without HDMI's path (before 2.2.8) is asked once per connection. */
  let lacks: NanokvmDialect | undefined
  const hdmi = new LivePoll<Hdmi>(async signal => {
    const { dialect } = state.getState()
    if (!dialect || dialect === lacks) throw new DeviceError('not-supported', { detail: 'HDMI' })
    try {
      return hdmiState(await client.get('api/vm/hdmi', hdmiWire, { signal }))
    } catch (error) {
      if (error instanceof DeviceError && error.reason === 'not-supported') lacks = dialect
      throw error
    }
  }, hdmiEveryMs)
  const now = () => {
    const socket = state.getState().dialect === lacks ? undefined : hdmi.latest.getState()
    return { ...streamState(state.getState(), mode()), ...(socket && { hdmi: socket }) }
  }
  const told = writable<StreamState>(now())
  const tell = () => {
    if (!isSame(told.getState(), now())) told.set(now())
  }
  state.subscribe(tell)
  hdmi.latest.subscribe(tell)
  const capability: StatsCapability = {
    own: { series: meter.series, latest: meter.latest, rectangles: () => meter.rectanglesByEncoding() },
    stream: {
      ...told,
      // HDMI is asked about while somebody looks.
      subscribe(listener) {
        const unfollow = hdmi.follow()
        const stop = told.subscribe(listener)
        return () => {
          stop()
          unfollow()
        }
      },
    },
  }
  return { capability, dispose: () => hdmi.dispose() }
}

function streamState({ captures, modes }: NanokvmState, mode: string): StreamState {
  const capture = captures[mode === 'h264' ? 'direct' : mode]
  return {
    ...{ mode, online: capture?.ok ?? true },
    ...(capture && !capture.ok && capture.message && { problem: capture.message }),
    // Those of MJPEG are not counted.
    ...(modes && mode === 'h264' && { viewers: modes.direct + modes.webrtc }),
  }
}

function hdmiState({ enabled, signal }: { enabled: boolean; signal?: boolean | undefined }): Hdmi {
  if (!enabled) return 'off'
  if (signal === undefined) return 'on'
  return signal ? 'signal' : 'no-signal'
}
