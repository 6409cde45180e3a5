import type { RfbEngine } from '../../../engine/rfb/RfbEngine'
import { DeviceError } from '../../errors'

/** A second of answers and signs of life; the smallest picture has more. */
const quietBytes = 4_096

/** The way for our own messages into whichever connection stands. Made before the engine, which it is then given. */
export class KasmWire {
  private engine: RfbEngine | undefined

  attach(engine: RfbEngine): void {
    this.engine = engine
  }

  /** False while no connection stands. */
  ask(bytes: Uint8Array): boolean {
    const session = this.engine?.session
    session?.sendBytes(bytes)
    return session !== undefined
  }

  /** Something that changes the machine. Throws `view-only`, and `not-connected` without a connection. */
  act(bytes: Uint8Array): void {
    this.check()
    this.ask(bytes)
  }

  check(): void {
    const session = this.engine?.session
    if (!session) throw new DeviceError('not-connected')
    if (session.viewOnly) throw new DeviceError('view-only')
  }

  /** Announces the encodings again, in which settings travel. */
  announce(): void {
    this.engine?.sendEncodings()
  }

  /** How many have come over this connection, by the name the statistics give their encoding. */
  rectangles(encoding: string): number {
    return this.engine?.meter.rectanglesByEncoding()[encoding] ?? 0
  }

  /** Of pixels, of every encoding. */
  get allRectangles(): number {
    return Object.values(this.engine?.meter.rectanglesByEncoding() ?? {}).reduce((sum, count) => sum + count, 0)
  }

  /** No picture has come over this connection, nor does one come in now. */
  get isSilent(): boolean {
    const { bytesPerSecond = quietBytes } = this.engine?.meter.latest.getState() ?? {}
    return this.allRectangles === 0 && bytesPerSecond < quietBytes
  }

  /** Nobody looks: no picture is asked for, and none comes. */
  get isPaused(): boolean {
    return this.engine?.session?.isPaused ?? false
  }

  get size(): { readonly widthPx: number; readonly heightPx: number } {
    const { widthPx = 0, heightPx = 0 } = this.engine?.facts.getState() ?? {}
    return { widthPx, heightPx }
  }
}
