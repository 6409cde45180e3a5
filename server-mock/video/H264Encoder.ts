import { type ChildProcess, spawn } from 'node:child_process'
import { type AccessUnit, UnitSplitter } from './splitUnits'

export interface EncoderSettings {
  /** Of the pictures that come in. */
  readonly widthPx: number
  readonly heightPx: number
  readonly fps: number
  readonly bitrateKbps: number
  /** A key frame at least every so many. */
  readonly gop: number
}

/**
 * One ffmpeg that turns pictures into H.264: baseline, no B frames, parameter sets before every key frame, as the
 * encoders of KVM devices do. It begins with a key frame; a running one cannot be told to make another, so a new one is
 * started for that.
 */
export class H264Encoder {
  private readonly process: ChildProcess
  private readonly splitter = new UnitSplitter()
  private ended = false
  /** Its first unit, a key frame, is out. */
  hasBegun = false

  constructor(settings: EncoderSettings, onUnit: (unit: AccessUnit) => void) {
    const { widthPx, heightPx, fps, bitrateKbps, gop } = settings
    const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${widthPx}x${heightPx}`, '-r', `${fps}`, '-i', 'pipe:0']
    const rate = [
      '-b:v',
      `${bitrateKbps}k`,
      '-maxrate',
      `${bitrateKbps}k`,
      '-bufsize',
      `${bitrateKbps}k`,
      '-g',
      `${gop}`,
    ]
    const x264 = ['-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p']
    const shape = ['-x264-params', 'aud=1:repeat-headers=1:sliced-threads=0:threads=1:scenecut=0']
    // 4:2:0 has no odd sizes.
    const even = ['-vf', 'crop=trunc(iw/2)*2:trunc(ih/2)*2']
    const output = ['-flush_packets', '1', '-f', 'h264', 'pipe:1']
    this.process = spawn(
      'ffmpeg',
      ['-loglevel', 'quiet', ...input, ...even, '-c:v', 'libx264', ...x264, ...rate, ...shape, ...output],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    )
    this.process.stdout?.on('data', (piece: Buffer) => {
      if (this.ended) return
      for (const unit of this.splitter.push(piece)) {
        this.hasBegun = true
        onUnit(unit)
      }
    })
    this.process.stdin?.on('error', () => {}) // it went while a picture was written
  }

  /** One picture, opaque RGBA. Dropped while the one before has not been taken. */
  write(picture: Uint8ClampedArray): void {
    const { stdin } = this.process
    if (this.ended || !stdin || stdin.writableLength > 0) return
    stdin.write(picture)
  }

  /** Safe twice. */
  close(): void {
    this.ended = true
    this.process.kill('SIGKILL')
  }
}
