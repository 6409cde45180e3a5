import { writable } from '../../../lib/readable'
import type { Tunable, Tuning, TuningValue } from '../../capabilities/tuning'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import type { NanokvmDialect } from './probeDialect'
import { enabledWire, nothing } from './wire'

/** `resolution` in lines, and what it is called here. */
const resolutions: Readonly<Record<string, number>> = { auto: 0, '1080p': 1080, '720p': 720, '600p': 600, '480p': 480 }
/** Other values hold only until the next stream begins: server/common/screen.go */
const qualities = ['100', '80', '60', '50'] as const
const bitrates = ['5000', '3000', '2000', '1000'] as const

/** How `POST /api/vm/screen` names them: quality and bit rate are one kind, told apart by size. */
const kinds: Readonly<Record<string, string>> = {
  resolution: 'resolution',
  fps: 'fps',
  quality: 'quality',
  bitrate: 'quality',
  gop: 'gop',
}

/**
 * What a viewer may turn, for everybody who looks. None of it can be read back, but for the frame detection of early
 * firmware: a value is what this page has set in this connection, and unknown before that.
 */
export function screenTuning({ client, dialect, viewOnly }: Nanokvm) {
  const settings = writable<readonly Tunable[]>([])
  const tell = (id: string, value: TuningValue) =>
    settings.set(settings.getState().map(known => withValue(known, id, value)))
  /** Early firmware's toggle is flipped by one after another: each looks first what is so. */
  let flipping: Promise<void> = Promise.resolve()
  const tuning: Tuning = {
    settings,
    async set(id, value, signal) {
      refuseIfViewOnly(viewOnly)
      const options = signal ? { signal } : {}
      const type = kinds[id]
      if (id === 'frameDetect') await setFrameDetect(value === true, options)
      else if (type) {
        const number = id === 'resolution' ? resolutions[String(value)] : Number(value)
        if (number === undefined || !Number.isFinite(number))
          throw new DeviceError('not-supported', { detail: String(value) })
        await client.post('api/vm/screen', { type, value: number }, options)
      } else throw new DeviceError('not-supported', { detail: id })
      tell(id, value)
    },
  }
  return {
    tuning,
    /** Another connection: what was set may have been forgotten or turned by others. */
    forget(now: NanokvmDialect): void {
      settings.set(tunables(now))
    },
    /** Whether pictures stay away while nothing changes, as far as is known. */
    async isDetecting(signal: AbortSignal): Promise<boolean> {
      if (dialect().frameDetect === 'explicit') {
        return settings.getState().some(({ id, value }) => id === 'frameDetect' && value === true)
      }
      const { enabled } = await client.get('api/stream/mjpeg/detect', enabledWire, { signal })
      tell('frameDetect', enabled)
      return enabled
    },
  }

  async function setFrameDetect(enabled: boolean, options: object): Promise<void> {
    if (dialect().frameDetect === 'explicit') return client.post('api/stream/mjpeg/detect', { enabled }, options)
    const flipped = flipping.then(() => flipFrameDetect(enabled, options))
    flipping = flipped.catch(() => {})
    return flipped
  }

  /** A toggle: looked at first, and flipped only where it differs. */
  async function flipFrameDetect(enabled: boolean, options: object): Promise<void> {
    const { enabled: before } = await client.get('api/stream/mjpeg/detect', enabledWire, options)
    if (before !== enabled) await client.send('POST', 'api/stream/mjpeg/detect', {}, nothing, options)
  }
}

function tunables({ direct, frameDetect }: NanokvmDialect): readonly Tunable[] {
  const everyone = { scope: 'everyone', value: undefined } as const
  const choice = (id: string, options: readonly string[]): Tunable => ({ id, kind: 'choice', options, ...everyone })
  return [
    { ...choice('resolution', Object.keys(resolutions)), effect: 'restarts-stream' },
    { id: 'fps', kind: 'range', min: 10, max: 60, unit: 'fps', ...everyone },
    choice('quality', qualities),
    ...(direct ? [choice('bitrate', bitrates)] : []),
    // 2.2.3, as is the explicit frame detection.
    ...(frameDetect === 'explicit'
      ? [{ id: 'gop', kind: 'range', min: 1, max: 100, unit: 'frames', ...everyone } as const]
      : []),
    { id: 'frameDetect', kind: 'toggle', ...everyone },
  ]
}

function withValue(known: Tunable, id: string, value: TuningValue): Tunable {
  if (known.id !== id) return known
  if (known.kind === 'range') return { ...known, value: Number(value) }
  if (known.kind === 'toggle') return { ...known, value: value === true }
  return { ...known, value: String(value) }
}
