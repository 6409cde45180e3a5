import { hasImageDecoder } from './hasImageDecoder'
import yccUrl from './ycc.wasm?url'

/** What `ycc.wat` exports. Pointers are numbers. */
interface Ycc {
  readonly memory: WebAssembly.Memory
  row(y: number, cb: number, cr: number, out: number, width: number): void
}

/** `ycc.wat` reads and writes so much beyond a row. */
const slackBytes = 64
const pageBytes = 65_536

/**
 * JPEGs by the browser's own decoder, in its threads: about twice as fast as WebAssembly for large images. Its planes are
 * turned into colours here, since the browser's own way to them is another one than libjpeg's: pixels differ there by up
 * to 77 of 255, and not at all here. Only for images with as much colour as brightness (4:4:4), which needs no
 * interpolation; that is what TigerVNC sends from quality 6 up.
 */
export class NativeJpeg {
  private readonly ycc: Ycc
  /** Conversions share one memory: one after the other. */
  private turn: Promise<unknown> = Promise.resolve()

  private constructor(ycc: Ycc) {
    this.ycc = ycc
  }

  /** `undefined` where there is no ImageDecoder (insecure pages have none) or no SIMD. */
  static async load(): Promise<NativeJpeg | undefined> {
    if (!hasImageDecoder()) return undefined
    try {
      const bytes = await (await fetch(yccUrl)).arrayBuffer()
      const { instance } = await WebAssembly.instantiate(bytes)
      return new NativeJpeg(instance.exports as unknown as Ycc)
    } catch {
      return undefined
    }
  }

  /** Writes R G B A to `pixels` from `at` on. False, and nothing written, for an image that it does not do. */
  async decode(jpeg: Uint8Array, width: number, height: number, pixels: Uint32Array, at: number): Promise<boolean> {
    if (!hasFullColor(jpeg)) return false
    const data = jpeg as Uint8Array<ArrayBuffer>
    const decoder = new ImageDecoder({ data, type: 'image/jpeg', colorSpaceConversion: 'none' })
    try {
      const { image } = await decoder.decode()
      const done = this.turn.then(() => this.convert(image, width, height, pixels, at))
      this.turn = done.catch(() => {})
      return await done.finally(() => image.close())
    } catch {
      return false
    } finally {
      decoder.close()
    }
  }

  private async convert(
    ...[image, width, height, pixels, at]: [
      image: VideoFrame,
      width: number,
      height: number,
      pixels: Uint32Array,
      at: number,
    ]
  ): Promise<boolean> {
    const isSame = image.codedWidth === width && image.codedHeight === height
    if (image.format !== 'I444' || !isSame) return false
    const planesBytes = image.allocationSize()
    const out = (planesBytes + slackBytes + 3) & ~3
    const { memory, row } = this.ycc
    const lacking = out + width * 4 + slackBytes - memory.buffer.byteLength
    if (lacking > 0) memory.grow(Math.ceil(lacking / pageBytes))
    const [y, cb, cr] = await image.copyTo(new Uint8Array(memory.buffer, 0, planesBytes))
    if (!y || !cb || !cr) return false
    const line = new Uint32Array(memory.buffer, out, width)
    for (let i = 0; i < height; i++) {
      row(y.offset + i * y.stride, cb.offset + i * cb.stride, cr.offset + i * cr.stride, out, width)
      pixels.set(line, at + i * width)
    }
    return true
  }
}

/** Three components that are sampled alike: its frame header says so (ITU-T T.81, B.2.2). */
export function hasFullColor(jpeg: Uint8Array): boolean {
  for (let at = 2; at + 18 < jpeg.length && jpeg[at] === 0xff; ) {
    const kind = jpeg[at + 1] ?? 0
    // SOF0 to SOF2: baseline, extended, progressive.
    if (kind >= 0xc0 && kind <= 0xc2) {
      const [first, second, third] = [jpeg[at + 11], jpeg[at + 14], jpeg[at + 17]]
      return jpeg[at + 9] === 3 && first === second && second === third
    }
    at += 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0))
  }
  return false
}
