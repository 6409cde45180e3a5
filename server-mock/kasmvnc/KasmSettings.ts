/** Numbers a client hides in its list of encodings: kasmtech/KasmVNC common/rfb/encodings.h, ConnParams.cxx. */
const ranges = [
  { name: 'frameRate', from: -2048, to: -1998, value: (encoding: number) => encoding + 2058 },
  { name: 'videoScaling', from: -1996, to: -1994, value: (encoding: number) => encoding + 1996 },
  { name: 'videoOutTime', from: -1986, to: -1887, value: (encoding: number) => encoding + 1987 },
  { name: 'groupOfPicture', from: -1165, to: -1105, value: (encoding: number) => encoding + 1165 },
  { name: 'streamQuality', from: -1104, to: -1041, value: (encoding: number) => encoding + 1104 },
  { name: 'jpegVideoQuality', from: -1023, to: -1014, value: (encoding: number) => encoding + 1023 },
  { name: 'webpVideoQuality', from: -1013, to: -1004, value: (encoding: number) => encoding + 1013 },
  { name: 'treatLossless', from: -1003, to: -993, value: (encoding: number) => encoding + 1003 },
  { name: 'dynamicQualityMin', from: -991, to: -982, value: (encoding: number) => encoding + 991 },
  { name: 'dynamicQualityMax', from: -981, to: -972, value: (encoding: number) => encoding + 981 },
  // -871 would be 101 %, and is refused
  { name: 'videoArea', from: -971, to: -872, value: (encoding: number) => encoding + 972 },
  { name: 'videoTime', from: -870, to: -770, value: (encoding: number) => encoding + 870 },
] as const

type SettingName = (typeof ranges)[number]['name']

const preferBandwidth = -992

/** Settings of the whole server, kept when the viewer that made them goes: for everybody. */
export class KasmSettings {
  readonly values: Record<SettingName, number> = {
    ...{ frameRate: 60, videoScaling: 2, videoOutTime: 3, groupOfPicture: 24, streamQuality: 20 },
    ...{ jpegVideoQuality: -1, webpVideoQuality: -1, treatLossless: 10 },
    ...{ dynamicQualityMin: 7, dynamicQualityMax: 8, videoArea: 45, videoTime: 5 },
  }
  maxVideo = { width: 1920, height: 1080 }

  /** Last to first, so that the first of two wins. */
  apply(encodings: readonly number[]): void {
    for (const encoding of [...encodings].reverse()) {
      if (encoding === preferBandwidth) {
        Object.assign(this.values, { dynamicQualityMin: 2, dynamicQualityMax: 9, treatLossless: 8 })
      }
      const range = ranges.find(({ from, to }) => encoding >= from && encoding <= to)
      if (range) this.values[range.name] = range.value(encoding)
    }
  }
}
