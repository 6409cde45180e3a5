import type { FrameMeter } from '../../../engine/FrameMeter'
import { derived } from '../../../lib/derived'
import { readText } from '../../../net/readText'
import type { HealthState, StatsCapability, StreamState } from '../../capabilities/stats'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'
import { kvmdFailure } from './kvmdFailure'

/** The state of the device's stream and health beside our own series. `mode`: what carries the picture here. */
export function pikvmStats({ client, state }: Kvmd, meter: FrameMeter, mode: () => string): StatsCapability {
  return {
    own: { series: meter.series, latest: meter.latest, rectangles: () => meter.rectanglesByEncoding() },
    stream: derived(state, now => streamState(now, mode())),
    health: derived(state, healthState),
    async metrics(signal) {
      const answer = await client.open('api/export/prometheus/metrics', { ...(signal && { signal }) })
      return readText(answer).catch((error: unknown) => {
        throw kvmdFailure(error)
      })
    },
  }
}

function streamState({ streamer, viewers }: KvmdState, mode: string): StreamState {
  const daemon = streamer?.streamer
  const captured = daemon?.source?.captured_fps
  const sent = mode === 'h264' ? (daemon?.h264?.fps ?? captured) : daemon?.stream?.queued_fps
  const watching = viewers ?? daemon?.stream?.clients
  return {
    ...{ mode, online: daemon?.source?.online ?? false },
    ...(captured !== undefined && { capturedFps: captured }),
    ...(sent !== undefined && { sentFps: sent }),
    ...(watching !== undefined && { viewers: watching }),
  }
}

function healthState({ info }: KvmdState): HealthState {
  const { temp, cpu, mem, throttling } = info?.health ?? {}
  const used = mem?.total != null && mem.available != null ? mem.total - mem.available : undefined
  const flags = Object.entries(throttling?.parsed_flags ?? {})
  return {
    ...(cpu?.percent != null && { cpuPercent: cpu.percent }),
    ...(temp?.cpu != null && { cpuCelsius: temp.cpu }),
    ...(used !== undefined && { memoryUsedBytes: used }),
    ...(mem?.total != null && { memoryTotalBytes: mem.total }),
    warnings: flags.filter(([, { now, past }]) => now || past).map(([what, { now }]) => ({ what, now })),
  }
}
