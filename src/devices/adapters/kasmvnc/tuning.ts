import { writable } from '../../../lib/readable'
import type { Tunable, Tuning, TuningValue } from '../../capabilities/tuning'
import { DeviceError } from '../../errors'
import type { KasmWire } from './KasmWire'
import { maxVideoMessage } from './messages'

interface Setting {
  readonly id: string
  readonly min: number
  readonly max: number
  readonly unit?: 'fps' | '%' | 's' | 'frames'
  /** Counts only where the server sends video in rectangles. */
  readonly isOfStream?: boolean
  /** The number among the encodings that means this value: kasmtech/KasmVNC common/rfb/encodings.h. */
  encoding(value: number): number
}

const settings: readonly Setting[] = [
  { id: 'fps', min: 10, max: 60, unit: 'fps', encoding: value => value - 2058 },
  { id: 'qualityMin', min: 0, max: 9, encoding: value => value - 991 },
  { id: 'qualityMax', min: 0, max: 9, encoding: value => value - 981 },
  { id: 'lossless', min: 0, max: 10, encoding: value => value - 1003 },
  { id: 'videoJpeg', min: 0, max: 9, encoding: value => value - 1023 },
  { id: 'videoWebp', min: 0, max: 9, encoding: value => value - 1013 },
  // 101 would be the next, and is refused
  { id: 'videoArea', min: 1, max: 100, unit: '%', encoding: value => value - 972 },
  { id: 'videoAfter', min: 0, max: 100, unit: 's', encoding: value => value - 870 },
  { id: 'videoOut', min: 1, max: 100, unit: 's', encoding: value => value - 1987 },
  { id: 'streamQuality', min: 0, max: 51, isOfStream: true, encoding: value => value - 1104 },
  { id: 'gop', min: 1, max: 60, unit: 'frames', isOfStream: true, encoding: value => value - 1165 },
]

/** Largest pictures of the old video mode, within the server's 16 to 2048. A message of its own; the mark obeys it. */
const videoSizes = ['1920x1080', '1280x720', '960x540', '640x360'] as const
const obeyVideoSize = -1997
/** No encoder: pictures one by one. */
const imagesOnly = -1025

type Values = Readonly<Record<string, number>>

/** From the least bytes to every pixel. */
const presets: Readonly<Record<string, Values>> = {
  static: { fps: 24, qualityMin: 8, qualityMax: 9, lossless: 10, videoArea: 100, videoAfter: 100 },
  low: { fps: 20, qualityMin: 2, qualityMax: 5, lossless: 7, videoJpeg: 3, videoWebp: 3, videoArea: 40, videoAfter: 3 },
  medium: {
    fps: 24,
    qualityMin: 4,
    qualityMax: 7,
    lossless: 7,
    videoJpeg: 5,
    videoWebp: 5,
    videoArea: 60,
    videoAfter: 5,
  },
  high: {
    fps: 30,
    qualityMin: 6,
    qualityMax: 8,
    lossless: 8,
    videoJpeg: 7,
    videoWebp: 7,
    videoArea: 70,
    videoAfter: 5,
  },
  extreme: {
    fps: 60,
    qualityMin: 8,
    qualityMax: 9,
    lossless: 9,
    videoJpeg: 8,
    videoWebp: 8,
    videoArea: 100,
    videoAfter: 100,
  },
  lossless: { fps: 60, qualityMin: 9, qualityMax: 9, lossless: 10, videoArea: 100, videoAfter: 100 },
}

/**
 * Quality of a KasmVNC server, presets first. All of it travels in the list of encodings, counts for every viewer, stays
 * when we go, and cannot be read back: nothing is announced until the operator chooses.
 */
export function kasmTuning(wire: KasmWire) {
  let values: Values = {}
  let videoSize: string | undefined
  let hasStream = false
  let hasEncoder: boolean | undefined
  const list = writable<readonly Tunable[]>([])
  const show = () => list.set(tunables(values, videoSize, hasStream, hasEncoder))
  show()
  const apply = (next: Values) => {
    wire.check()
    values = next
    show()
    wire.announce()
  }
  const holdTo = (size: TuningValue) => {
    const wanted = videoSizes.find(each => each === size)
    if (!wanted) throw new DeviceError('not-supported', { detail: `${size}` })
    const [widthPx = 0, heightPx = 0] = wanted.split('x').map(Number)
    wire.act(maxVideoMessage(widthPx, heightPx))
    videoSize = wanted
    apply(values)
  }
  const tuning: Tuning = {
    settings: list,
    async set(id, value) {
      if (id === 'preset') return apply(presetNamed(value))
      if (id === 'videoSize') return holdTo(value)
      const setting = settings.find(each => each.id === id)
      const inRange = typeof value === 'number' && setting && value >= setting.min && value <= setting.max
      if (!setting || !inRange) throw new DeviceError('not-supported', { detail: `${id} ${value}` })
      apply({ ...values, [id]: Math.round(value) })
    },
  }
  return {
    tuning,
    /** The numbers to announce for what was chosen on this connection. */
    encodings: (): readonly number[] => [
      ...settings.flatMap(({ id, encoding }) => (values[id] === undefined ? [] : [encoding(values[id])])),
      ...(videoSize === undefined ? [] : [obeyVideoSize]),
    ],
    /**
     * What the server listed as encoders of video. `isOurs`: one of them is for this page, and what it makes can be turned,
     * too. With any at all the old video mode never makes a picture smaller: kasmtech/KasmVNC common/rfb/EncodeManager.cxx,
     * `video_mode_available`.
     */
    encodersListed(encodings: readonly number[], isOurs: boolean) {
      hasStream = isOurs
      hasEncoder = encodings.some(encoding => encoding !== imagesOnly)
      show()
    },
    wantsLossless: () => presetOf(values) === 'lossless',
    /** The server keeps them; another viewer may have changed them by the time we are back. */
    forget() {
      values = {}
      videoSize = undefined
      hasStream = false
      hasEncoder = undefined
      show()
    },
  }
}

function presetNamed(value: TuningValue): Values {
  const preset = typeof value === 'string' && Object.hasOwn(presets, value) ? presets[value] : undefined
  if (!preset) throw new DeviceError('not-supported', { detail: `preset ${value}` })
  return preset
}

function presetOf(values: Values): string | undefined {
  return Object.keys(presets).find(name => JSON.stringify(presets[name]) === JSON.stringify(values))
}

function tunables(
  values: Values,
  videoSize: string | undefined,
  hasStream: boolean,
  hasEncoder: boolean | undefined,
): readonly Tunable[] {
  const names = Object.keys(presets)
  const isChosen = Object.keys(values).length > 0
  const value = presetOf(values)
  return [
    {
      ...{ id: 'preset', scope: 'everyone', kind: 'choice' },
      value: value ?? (isChosen ? 'custom' : undefined),
      options: [...names, ...(isChosen && !value ? ['custom'] : [])],
    },
    ...settings
      .filter(({ isOfStream }) => !isOfStream || hasStream)
      .map(({ id, min, max, unit }): Tunable => {
        return { ...{ id, scope: 'everyone', kind: 'range', min, max }, value: values[id], ...(unit && { unit }) }
      }),
    {
      ...{ id: 'videoSize', scope: 'everyone', kind: 'choice' },
      ...(hasEncoder !== false && { unheeded: hasEncoder ? 'has-encoder' : 'if-encoder' }),
      value: videoSize,
      options: videoSizes,
    },
  ]
}
