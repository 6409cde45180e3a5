/** Numbers a viewer announces and rectangles carry: rfbproto 7.6 to 7.8. */
export const encoding = {
  raw: 0,
  copyRect: 1,
  tight: 7,
  desktopSize: -223,
  lastRect: -224,
  cursor: -239,
  alphaCursor: 0x574d5664,
  qemuKeys: -258,
  qemuLeds: -261,
  desktopName: -307,
  extendedDesktopSize: -308,
  xvp: -309,
  fence: -312,
  continuousUpdates: -313,
  longPointer: -316,
  extendedClipboard: 0xc0a1e5ce | 0,
} as const

/** 0 to 9 from the last of the viewer's ten quality encodings (-32 to -23); `undefined`: it wants no JPEG. */
export function qualityOf(encodings: readonly number[]): number | undefined {
  const chosen = encodings.findLast(each => each >= -32 && each <= -23)
  return chosen === undefined ? undefined : chosen + 32
}

/** 0 to 9 from the viewer's compression encodings (-256 to -247). */
export function compressionOf(encodings: readonly number[]): number {
  const chosen = encodings.findLast(each => each >= -256 && each <= -247)
  return chosen === undefined ? 2 : chosen + 256
}
