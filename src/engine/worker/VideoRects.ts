import { H264Decoder } from './H264Decoder'

/** A picture that takes longer will not come: some decoders keep silent about what they cannot decode. */
const latestMs = 2_000

type Context2d = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D

interface Stream {
  readonly decoder: H264Decoder
  /** For the unit that is being decoded. */
  waiting: { readonly take: (frame: VideoFrame) => void; readonly give: (why: string) => void } | undefined
}

/**
 * Video that comes in rectangles between others: each access unit gives the pixels of its own picture. One decoder for
 * each stream, which is what KasmVNC has for each of its displays.
 */
export class VideoRects {
  private readonly streams = new Map<number, Stream>()
  private readonly scratch: (width: number, height: number) => Context2d
  private context: Context2d | undefined

  /** `scratch` makes a canvas to read pixels from. */
  constructor(scratch: (width: number, height: number) => Context2d) {
    this.scratch = scratch
  }

  /**
   * R G B A of one picture, the size of its rectangle; one at a time for each stream. Rejects for what cannot be decoded
   * and for all behind it, until a key frame comes.
   */
  async decode(stream: number, unit: Uint8Array<ArrayBuffer>, width: number, height: number): Promise<Uint32Array> {
    const frame = await this.frameOf(this.opened(stream), unit)
    try {
      return this.pixelsOf(frame, width, height)
    } finally {
      frame.close()
    }
  }

  dispose(): void {
    for (const { decoder, waiting } of this.streams.values()) {
      decoder.reset()
      waiting?.give('closed')
    }
    this.streams.clear()
  }

  private opened(number: number): Stream {
    const known = this.streams.get(number)
    if (known) return known
    const stream: Stream = {
      waiting: undefined,
      decoder: new H264Decoder({
        frame: frame => (stream.waiting ? stream.waiting.take(frame) : frame.close()), // one that came too late
        consumed: () => {},
        busy: () => {},
        lost: () => stream.waiting?.give('lost'),
      }),
    }
    this.streams.set(number, stream)
    return stream
  }

  private frameOf(stream: Stream, unit: Uint8Array<ArrayBuffer>): Promise<VideoFrame> {
    return new Promise<VideoFrame>((resolve, reject) => {
      const end = () => {
        clearTimeout(late)
        stream.waiting = undefined
      }
      const late = setTimeout(() => {
        stream.decoder.reset()
        stream.waiting?.give('late')
      }, latestMs)
      stream.waiting = {
        take(frame) {
          end()
          resolve(frame)
        },
        give(why) {
          end()
          reject(new Error(why))
        },
      }
      if (!stream.decoder.push(unit, undefined)) stream.waiting?.give('no key frame yet')
    })
  }

  private pixelsOf(frame: VideoFrame, width: number, height: number): Uint32Array {
    const context = this.context ?? this.scratch(width, height)
    this.context = context
    const { canvas } = context
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
    }
    context.drawImage(frame, 0, 0, width, height)
    // 4:2:0 has no odd sizes: such a picture lacks its last row or column, and is not to be stretched by it.
    const { displayWidth, displayHeight } = frame
    const isCut = displayWidth === (width & ~1) && displayHeight === (height & ~1)
    if (isCut && (displayWidth !== width || displayHeight !== height)) context.drawImage(frame, 0, 0)
    return new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)
  }
}
