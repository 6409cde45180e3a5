import type { Locks } from '../machine/Keyboard'
import type { CursorImage } from '../machine/Pointer'
import { u8, u16, u32, withLength } from './bytes'
import { encoding } from './encodings'
import type { PixelFormat } from './PixelFormat'
import { rectHead } from './TightEncoder'

/** Why the size changed, as the extended desktop size says it: rfbproto 7.8.2. */
export type SizeReason = 'server' | 'this-viewer' | 'other-viewer'

const reasons: readonly SizeReason[] = ['server', 'this-viewer', 'other-viewer']
const nowhere = { x: 0, y: 0, width: 0, height: 0 }

/** A rectangle that only says it is there: an extension the server knows. */
export function bareRect(number: number): Buffer {
  return rectHead(nowhere, number)
}

export function nameRect(name: string): Buffer {
  return Buffer.concat([bareRect(encoding.desktopName), withLength(name)])
}

export function ledsRect({ scroll, num, caps }: Locks): Buffer {
  return Buffer.concat([bareRect(encoding.qemuLeds), u8(Number(scroll) | (Number(num) << 1) | (Number(caps) << 2))])
}

/** The whole size, and the displays in it, side by side. `status` is 0 unless the viewer's wish was refused. */
export function sizeRect(
  number: number,
  size: { readonly width: number; readonly height: number; readonly displays: number },
  reason: SizeReason,
  status: number,
): Buffer {
  const { width, height, displays } = size
  if (number === encoding.desktopSize) return rectHead({ ...nowhere, width, height }, number)
  const head = rectHead({ width, height, x: reasons.indexOf(reason), y: status }, number)
  const each = Math.floor(width / displays)
  const screens = Array.from({ length: displays }, (_, i) => {
    const isLast = i === displays - 1
    return Buffer.concat([u32(i + 1), u16(i * each, 0, isLast ? width - i * each : each, height), u32(0)])
  })
  return Buffer.concat([head, u8(displays, 0, 0, 0), ...screens])
}

/** The pointer's picture: with its transparency, or in the viewer's own pixels with a mask. */
export function cursorRect(number: number, image: CursorImage, format: PixelFormat): Buffer {
  const { width, height, hotX, hotY, data } = image
  const head = rectHead({ x: hotX, y: hotY, width, height }, number)
  if (number === encoding.alphaCursor) return Buffer.concat([head, u8(1, 0), Buffer.from(data)])
  const rowBytes = Math.ceil(width / 8)
  const mask = Buffer.alloc(rowBytes * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * rowBytes + (x >> 3)
      if ((data[(y * width + x) * 4 + 3] ?? 0) >= 128) mask[at] = (mask[at] ?? 0) | (0x80 >> (x & 7))
    }
  }
  return Buffer.concat([head, format.convert(data), mask])
}
