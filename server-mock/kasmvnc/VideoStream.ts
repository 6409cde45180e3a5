import { type ChildProcess, spawn } from 'node:child_process'

export interface VideoUnit {
  /** Annex B. */
  readonly data: Buffer
  readonly isKey: boolean
}

const startCode = Buffer.from([0, 0, 0, 1])
const videoTag = 9
const tagHead = 11
const fileHead = 13

/**
 * One display as H.264, by an ffmpeg with the settings of the server's own encoder: baseline, no B frames, one unit out
 * for each picture in (kasmtech/KasmVNC common/rfb/encoders/SoftwareEncoder.cxx). FLV is asked of it because that says
 * how long each unit is: a bare stream shows the end of one only by the beginning of the next.
 */
export class VideoStream {
  readonly width: number
  readonly height: number
  private readonly process: ChildProcess
  private received: Buffer = Buffer.alloc(0)
  private at = fileHead
  private parameters: Buffer = Buffer.alloc(0)
  private waiting: { take(unit: VideoUnit): void; fail(error: Error): void } | undefined

  /** `gop`: pictures from one key frame to the next. */
  constructor(width: number, height: number, gop: number) {
    this.width = width
    this.height = height
    const input = ['-probesize', '32', '-analyzeduration', '0', '-f', 'rawvideo', '-pix_fmt', 'rgba']
    const size = ['-s', `${width}x${height}`, '-r', '30', '-i', 'pipe:0', '-vf', 'crop=trunc(iw/2)*2:trunc(ih/2)*2']
    const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline']
    const rate = ['-pix_fmt', 'yuv420p', '-crf', '28', '-g', `${gop}`, '-fps_mode', 'passthrough']
    const output = ['-flush_packets', '1', '-f', 'flv', 'pipe:1']
    this.process = spawn('ffmpeg', ['-loglevel', 'quiet', ...input, ...size, ...x264, ...rate, ...output], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.process.stdout?.on('data', (piece: Buffer) => this.read(piece))
    this.process.stdin?.on('error', () => {}) // it went while a picture was written
    this.process.on('close', () => this.waiting?.fail(new Error('ffmpeg ended')))
    this.process.on('error', error => this.waiting?.fail(error))
  }

  /** One picture, opaque RGBA; one at a time. Rejects when the encoder is gone. */
  encode(picture: Uint8ClampedArray): Promise<VideoUnit> {
    return new Promise((take, fail) => {
      this.waiting = { take, fail }
      if (this.process.exitCode !== null) return fail(new Error('ffmpeg ended'))
      this.process.stdin?.write(picture)
    })
  }

  /** Safe twice. */
  close(): void {
    this.process.kill('SIGKILL')
  }

  private read(piece: Buffer): void {
    this.received = Buffer.concat([this.received, piece])
    while (this.at + tagHead <= this.received.length) {
      const size = this.received.readUIntBE(this.at + 1, 3)
      const end = this.at + tagHead + size
      if (end + 4 > this.received.length) return
      if (this.received[this.at] === videoTag) this.tag(this.received.subarray(this.at + tagHead, end))
      this.received = this.received.subarray(end + 4) // the tag's length once more
      this.at = 0
    }
  }

  private tag(body: Buffer): void {
    const isKey = (body[0] ?? 0) >> 4 === 1
    const payload = body.subarray(5)
    if (body[1] === 0) this.parameters = parametersOf(payload)
    if (body[1] !== 1) return
    const data = Buffer.concat([...(isKey ? [this.parameters] : []), ...unitsOf(payload)])
    this.waiting?.take({ data, isKey })
  }
}

/** Sequence and picture parameter sets of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15). */
function parametersOf(record: Buffer): Buffer {
  const sets: Buffer[] = []
  let at = 5
  for (let list = 0; list < 2; list++) {
    const count = record.readUInt8(at++) & 31
    for (let i = 0; i < count; i++) {
      const length = record.readUInt16BE(at)
      sets.push(startCode, record.subarray(at + 2, at + 2 + length))
      at += 2 + length
    }
  }
  return Buffer.concat(sets)
}

function unitsOf(payload: Buffer): Buffer[] {
  const units: Buffer[] = []
  for (let at = 0; at + 4 <= payload.length; ) {
    const length = payload.readUInt32BE(at)
    units.push(startCode, payload.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return units
}
