import { unitFacts } from './annexB'

/**
 * Units decoded without a picture, after which the stream counts as lost. Chromium's software decoder says nothing of
 * pictures it cannot decode; others hold back as many as they may reorder, 16 at most (ITU-T H.264, A.3.1).
 */
const mostSilent = 30
/** Parameter sets that wait for their picture; a stream of nothing else must not fill the memory. */
const mostParameterBytes = 64 * 1024

export interface H264Events {
  /** A decoded picture; whoever takes it closes it. */
  frame(frame: VideoFrame): void
  /** So many access units are through the decoder, or were thrown away. */
  consumed(units: number): void
  /** ms in which it had something to decode. */
  busy(ms: number): void
  /** The stream is out of step: nothing is decoded until a key frame comes. */
  lost(): void
}

/**
 * H.264 in Annex B through WebCodecs. Begins at a key frame, takes its codec from the SPS, and after an error begins
 * anew with the next key frame. Parameter sets that come in a unit of their own are put before the next picture.
 */
export class H264Decoder {
  private readonly events: H264Events
  private decoder: VideoDecoder | undefined
  /** Of the newest SPS, and the one the decoder was made for. */
  private codec: string | undefined
  private configured: string | undefined
  private parameters: Uint8Array | undefined
  private needsKey = true
  /** Units that the decoder has, and when it began to have some. */
  private inside = 0
  private busySinceMs = 0
  private silent = 0
  private clockUs = 0

  constructor(events: H264Events) {
    this.events = events
  }

  /** False for what no picture will come of: parameter sets alone, and everything before a key frame. */
  push(data: Uint8Array, timestampUs: number | undefined): boolean {
    const facts = unitFacts(data)
    if (facts.codec !== undefined) this.codec = facts.codec
    if (!facts.hasPicture) {
      const hasRoom = this.parameters !== undefined && this.parameters.length + data.length <= mostParameterBytes
      this.parameters = hasRoom && this.parameters ? joined(this.parameters, data) : data
      this.events.consumed(1)
      return false
    }
    const unit = this.parameters ? joined(this.parameters, data) : data
    this.parameters = undefined
    if ((this.needsKey && !facts.isKey) || (facts.isKey && !this.begin())) {
      this.events.consumed(1)
      return false
    }
    // Stamps only have to grow: frames are shown as they come, and a device's clock may start over.
    this.clockUs = Math.max(this.clockUs + 1, timestampUs ?? 0)
    this.decode(unit, facts.isKey)
    return true
  }

  /** Forgets everything; the next unit that counts is a key frame. */
  reset(): void {
    this.drop()
    this.parameters = undefined
    this.codec = undefined
    this.needsKey = true
  }

  /** At a key frame: a decoder for its codec. False when there is none for it. */
  private begin(): boolean {
    const { codec } = this
    if (codec === undefined || this.decoder?.state !== 'configured' || this.configured !== codec) {
      this.drop()
      try {
        if (codec === undefined) throw new Error('a key frame without parameter sets')
        this.decoder = this.make(codec)
        this.configured = codec
      } catch {
        this.lose() // also where there is no WebCodecs
        return false
      }
    }
    this.needsKey = false
    return true
  }

  private make(codec: string): VideoDecoder {
    const decoder: VideoDecoder = new VideoDecoder({
      output: frame => {
        if (this.decoder !== decoder) return frame.close()
        this.silent = 0
        this.settle()
        this.events.frame(frame)
      },
      error: () => {
        if (this.decoder === decoder) this.lose()
      },
    })
    decoder.configure({ codec, optimizeForLatency: true })
    decoder.addEventListener('dequeue', () => {
      if (this.decoder === decoder) this.settle()
    })
    return decoder
  }

  private decode(data: Uint8Array, isKey: boolean): void {
    const { decoder } = this
    if (!decoder) return this.events.consumed(1)
    if (++this.silent > mostSilent) {
      this.events.consumed(1)
      return this.lose()
    }
    if (this.inside === 0) this.busySinceMs = performance.now()
    this.inside++
    try {
      decoder.decode(new EncodedVideoChunk({ type: isKey ? 'key' : 'delta', timestamp: this.clockUs, data }))
    } catch {
      this.lose()
    }
  }

  /** What has left the decoder's queue since the last look. */
  private settle(): void {
    const queued = this.decoder?.decodeQueueSize ?? 0
    const done = this.inside - queued
    if (done <= 0) return
    this.inside = queued
    const nowMs = performance.now()
    this.events.busy(nowMs - this.busySinceMs)
    this.busySinceMs = nowMs
    this.events.consumed(done)
  }

  private lose(): void {
    this.drop()
    this.needsKey = true
    this.events.lost()
  }

  private drop(): void {
    const { decoder, inside } = this
    this.decoder = undefined
    this.configured = undefined
    this.inside = this.silent = 0
    if (decoder && decoder.state !== 'closed') decoder.close()
    if (inside > 0) this.events.consumed(inside)
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
