/**
 * R G B A bytes as a QOI file with every kind of chunk where it fits, by the specification (qoiformat.org): the decoder's
 * opposite, for tests.
 */
export function encodeQoi(rgba: Uint8Array, width: number, height: number, channels: 3 | 4 = 3): Uint8Array {
  const u32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]
  const out = [...[...'qoif'].map(letter => letter.charCodeAt(0)), ...u32(width), ...u32(height), channels, 0]
  const seen: (readonly number[])[] = Array.from({ length: 64 }, () => [0, 0, 0, 0])
  let before: readonly number[] = [0, 0, 0, 255]
  let run = 0
  const endRun = () => {
    if (run > 0) out.push(0xc0 | (run - 1))
    run = 0
  }
  for (let i = 0; i < width * height; i++) {
    const pixel = [...rgba.subarray(i * 4, i * 4 + 3), channels === 4 ? (rgba[i * 4 + 3] ?? 0) : 255]
    if (same(pixel, before)) {
      if (++run === 62) endRun()
      continue
    }
    endRun()
    out.push(...chunk(pixel, before, seen))
    before = pixel
  }
  endRun()
  return Uint8Array.from([...out, 0, 0, 0, 0, 0, 0, 0, 1])
}

function chunk(pixel: readonly number[], before: readonly number[], seen: (readonly number[])[]): number[] {
  const [r = 0, g = 0, b = 0, a = 0] = pixel
  const hash = (r * 3 + g * 5 + b * 7 + a * 11) & 63
  if (same(seen[hash] ?? [], pixel)) return [hash]
  seen[hash] = pixel
  if (a !== before[3]) return [0xff, r, g, b, a]
  const [dr = 0, dg = 0, db = 0] = [r, g, b].map((value, i) => ((value - (before[i] ?? 0) + 128) & 255) - 128)
  const within = (value: number, limit: number) => value >= -limit && value < limit
  if ([dr, dg, db].every(d => within(d, 2))) return [0x40 | ((dr + 2) << 4) | ((dg + 2) << 2) | (db + 2)]
  if (within(dg, 32) && within(dr - dg, 8) && within(db - dg, 8)) {
    return [0x80 | (dg + 32), ((dr - dg + 8) << 4) | (db - dg + 8)]
  }
  return [0xfe, r, g, b]
}

const same = (a: readonly number[], b: readonly number[]) => a.every((value, i) => value === b[i])
