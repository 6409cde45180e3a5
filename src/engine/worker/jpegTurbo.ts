import wasmUrl from '@cwasm/jpeg-turbo/jpeg-turbo.wasm?url'

/** The C functions of libjpeg-turbo that the package exports (TurboJPEG 2 API). Pointers are numbers. */
interface Turbo {
  readonly memory: WebAssembly.Memory
  malloc(bytes: number): number
  free(pointer: number): void
  tjInitDecompress(): number
  tjDecompressHeader3(
    handle: number,
    jpeg: number,
    size: number,
    w: number,
    h: number,
    sub: number,
    space: number,
  ): number
  tjDecompress2(
    ...args: [
      handle: number,
      jpeg: number,
      size: number,
      out: number,
      w: number,
      pitch: number,
      h: number,
      format: number,
      flags: number,
    ]
  ): number
}

const rgba = 7 // TJPF_RGBA

/** libjpeg-turbo in WebAssembly: a synchronous decoder that costs microseconds for a small tile. */
export class JpegTurbo {
  private readonly turbo: Turbo
  private readonly handle: number
  private readonly header: number
  private input = { pointer: 0, size: 0 }
  private output = { pointer: 0, size: 0 }

  private constructor(turbo: Turbo) {
    this.turbo = turbo
    this.handle = turbo.tjInitDecompress()
    this.header = turbo.malloc(16)
  }

  /** Rejects where WebAssembly is missing or refused. The package's own loader is for Node only. */
  static async load(): Promise<JpegTurbo> {
    const response = await fetch(wasmUrl)
    const bytes = await response.arrayBuffer() // not by stream: some servers label .wasm as octets
    const { instance } = await WebAssembly.instantiate(bytes, imports)
    return new JpegTurbo(instance.exports as unknown as Turbo)
  }

  /**
   * Decodes to R G B A. The pixels are a view into the decoder's memory, valid until the next call. `undefined` for what
   * is no JPEG or has another size.
   */
  decode(jpeg: Uint8Array, width: number, height: number): Uint32Array | undefined {
    const { turbo, handle, header } = this
    this.input = this.room(this.input, jpeg.length)
    new Uint8Array(turbo.memory.buffer, this.input.pointer, jpeg.length).set(jpeg)
    const read = turbo.tjDecompressHeader3(
      handle,
      this.input.pointer,
      jpeg.length,
      header,
      header + 4,
      header + 8,
      header + 12,
    )
    if (read !== 0) return undefined
    const [realWidth, realHeight] = new Uint32Array(turbo.memory.buffer, header, 2)
    if (realWidth !== width || realHeight !== height) return undefined
    this.output = this.room(this.output, width * height * 4)
    const done = turbo.tjDecompress2(
      handle,
      this.input.pointer,
      jpeg.length,
      this.output.pointer,
      width,
      width * 4,
      height,
      rgba,
      0,
    )
    return done === 0 ? new Uint32Array(turbo.memory.buffer, this.output.pointer, width * height) : undefined
  }

  private room(held: { pointer: number; size: number }, bytes: number): { pointer: number; size: number } {
    if (held.size >= bytes) return held
    if (held.pointer !== 0) this.turbo.free(held.pointer)
    return { pointer: this.turbo.malloc(bytes), size: bytes }
  }
}

/** Gives the decoder once it is there; the first call begins to load it. */
export function lazyTurbo(): () => JpegTurbo | undefined {
  let turbo: JpegTurbo | undefined
  let begun = false
  return () => {
    if (!begun) {
      begun = true
      // Refused or unreachable: images go to the browser's decoder.
      JpegTurbo.load().then(
        loaded => {
          turbo = loaded
        },
        () => {},
      )
    }
    return turbo
  }
}

const refuse = () => {
  throw new Error('libjpeg-turbo gave up') // its error exit; the caller counts a bad image
}
const imports = {
  env: { setjmp: () => 0, longjmp: refuse },
  wasi_snapshot_preview1: {
    environ_sizes_get: () => 0,
    environ_get: refuse,
    proc_exit: refuse,
    fd_close: refuse,
    fd_seek: refuse,
    fd_write: () => 0,
  },
}
