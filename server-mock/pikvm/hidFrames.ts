import type { Hid } from './Hid'
import { hidButtonNames } from './hidKeys'

/**
 * Carries out one binary HID frame: kvmd/apps/kvmd/api/hid.py:175-229. Short or senseless ones are ignored. `knowsFinish`:
 * older servers drop a key frame that has the bit.
 */
export function runHidFrame(hid: Hid, data: Buffer, knowsFinish: boolean): void {
  const flags = data[1] ?? 0
  switch (data[0]) {
    case 1:
      if (data.length < 3 || ((flags & 2) !== 0 && !knowsFinish)) return
      return hid.key(data.toString('ascii', 2, 34), (flags & 1) !== 0, (flags & 2) !== 0)
    case 2: {
      const name = hidButtonNames.find(known => known === data.toString('ascii', 2))
      if (name) hid.button(name, (flags & 1) !== 0)
      return
    }
    case 3:
      if (data.length >= 5) hid.moveTo(data.readInt16BE(1), data.readInt16BE(3))
      return
    case 4:
      return pairs(data, (x, y) => hid.moveBy(x, y), (flags & 1) !== 0)
    case 5:
      return pairs(data, (x, y) => hid.wheel(x, y), (flags & 1) !== 0)
  }
}

/** Squashed deltas are added up while they stay in range: kvmd/plugins/hid/__init__.py:228-247. */
function pairs(data: Buffer, run: (x: number, y: number) => void, squash: boolean): void {
  let [sumX, sumY] = [0, 0]
  for (let at = 2; at + 1 < data.length; at += 2) {
    const x = data.readInt8(at)
    const y = data.readInt8(at + 1)
    if (!squash) {
      run(x, y)
      continue
    }
    if (Math.abs(sumX + x) > 127 || Math.abs(sumY + y) > 127) {
      run(sumX, sumY)
      ;[sumX, sumY] = [0, 0]
    }
    sumX += x
    sumY += y
  }
  if (squash && (sumX !== 0 || sumY !== 0)) run(sumX, sumY)
}
