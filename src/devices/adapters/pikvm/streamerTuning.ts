import { derived } from '../../../lib/derived'
import type { Tunable, Tuning } from '../../capabilities/tuning'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'

const parameters: Readonly<Record<string, string>> = {
  fps: 'desired_fps',
  quality: 'quality',
  bitrate: 'h264_bitrate',
  gop: 'h264_gop',
  resolution: 'resolution',
}

/**
 * What the video daemon lets a viewer turn, within the limits that it tells: for every viewer, after a second without
 * further changes, and with a restart of the daemon. A value outside is accepted and dropped without a word.
 */
export function streamerTuning({ client, state, viewOnly }: Kvmd): Tuning {
  return {
    settings: derived(state, settingsOf),
    async set(id, value, signal) {
      const name = parameters[id]
      if (name === undefined) throw new DeviceError('not-supported', { detail: id })
      refuseIfViewOnly(viewOnly)
      await client.post('api/streamer/set_params', { params: { [name]: value }, ...(signal && { signal }) })
    },
  }
}

function settingsOf({ streamer }: KvmdState): readonly Tunable[] {
  const { features, limits, params, applied } = streamer ?? {}
  const common = { scope: 'everyone', effect: 'restarts-stream' } as const
  const range = (
    id: string,
    name: 'desired_fps' | 'quality' | 'h264_bitrate' | 'h264_gop',
    limit: { readonly min: number; readonly max: number } | undefined,
    unit?: 'kbit/s' | 'fps' | 'frames' | '%',
  ): Tunable[] => {
    if (!limit || params?.[name] === undefined) return []
    const now = applied?.[name]
    const lags = now !== undefined && { applied: now }
    return [{ id, kind: 'range', value: params[name], ...lags, ...limit, ...(unit && { unit }), ...common }]
  }
  const { max_fps: maxFps } = limits ?? {}
  const fps = limits?.desired_fps ?? (maxFps === undefined ? undefined : { min: 0, max: maxFps })
  const options = limits?.available_resolutions
  return [
    ...(features?.quality === false ? [] : range('quality', 'quality', { min: 1, max: 100 }, '%')),
    ...range('fps', 'desired_fps', fps, 'fps'),
    ...range('bitrate', 'h264_bitrate', limits?.h264_bitrate, 'kbit/s'),
    ...range('gop', 'h264_gop', limits?.h264_gop, 'frames'),
    ...(options ? [{ id: 'resolution', kind: 'choice', value: params?.resolution, options, ...common } as const] : []),
  ]
}
