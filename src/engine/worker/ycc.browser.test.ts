import { expect, it } from 'vitest'
import yccUrl from './ycc.wasm?url'

interface Ycc {
  readonly memory: WebAssembly.Memory
  row(y: number, cb: number, cr: number, out: number, width: number): void
}

const { instance } = await WebAssembly.instantiate(await (await fetch(yccUrl)).arrayBuffer())
const { memory, row } = instance.exports as unknown as Ycc

/** libjpeg's tables (jdcolor.c `build_ycc_rgb_table`), written as its formulas. */
const fixed = (factor: number) => Math.floor(factor * 65_536 + 0.5)
const half = 32_768
const held = (value: number) => Math.max(0, Math.min(255, value))

it('gives libjpeg’s colour for every Y, Cb and Cr there is', () => {
  const bytes = new Uint8Array(memory.buffer)
  const [cbAt, crAt, out] = [512, 1024, 4096]
  for (let y = 0; y < 256; y++) bytes[y] = y
  const expected = new Uint8Array(256 * 4)
  let differences = 0
  for (let cb = 0; cb < 256; cb++) {
    for (let cr = 0; cr < 256; cr++) {
      bytes.fill(cb, cbAt, cbAt + 264).fill(cr, crAt, crAt + 264)
      row(0, cbAt, crAt, out, 256)
      const red = (fixed(1.402) * (cr - 128) + half) >> 16
      const green = (half - fixed(0.34414) * (cb - 128) - fixed(0.71414) * (cr - 128)) >> 16
      const blue = (fixed(1.772) * (cb - 128) + half) >> 16
      for (let y = 0; y < 256; y++) expected.set([held(y + red), held(y + green), held(y + blue), 255], y * 4)
      if (expected.some((value, i) => value !== bytes[out + i])) differences++
    }
  }
  expect(differences).toBe(0)
}, 60_000)
