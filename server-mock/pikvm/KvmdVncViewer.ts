import type { Duplex } from 'node:stream'
import { encoding, qualityOf } from '../vnc/encodings'
import { type Block, rectHead } from '../vnc/TightEncoder'
import { type ViewerHost, VncViewer } from '../vnc/VncViewer'

/** kvmd/apps/vnc/rfb/encodings.py: what else a viewer announces counts for nothing. No cursor, no size of its own. */
const known: ReadonlySet<number> = new Set([
  ...[encoding.tight, encoding.desktopSize, encoding.desktopName, encoding.qemuKeys, encoding.qemuLeds],
  ...[encoding.continuousUpdates],
])

const bgrx = Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0])

/** A viewer of the device's VNC server: the whole screen, as one JPEG after another. Begins at ClientInit. */
export class KvmdVncViewer extends VncViewer {
  private readonly wantsQuality: (quality: number) => void

  constructor(socket: Duplex, host: ViewerHost, wantsQuality: (quality: number) => void) {
    super(socket, host, 'signed-in')
    this.wantsQuality = wantsQuality
  }

  /** Until a picture tells better. */
  protected override firstSize() {
    return { widthPx: 800, heightPx: 600 }
  }

  protected override ownFormat(): Buffer {
    return bgrx
  }

  protected override setEncodings(encodings: readonly number[]): void {
    const quality = qualityOf(encodings)
    if (!encodings.includes(encoding.tight) || quality === undefined) {
      return this.end('The viewer does not support Tight with JPEG')
    }
    super.setEncodings(encodings.filter(each => known.has(each) || (each >= -32 && each <= -23)))
    this.wantsQuality((quality + 1) * 10)
    const { widthPx, heightPx } = this.host.machine
    if (widthPx !== this.widthPx || heightPx !== this.heightPx) this.resized('server', 0)
  }

  protected override async encode(pixels: { blocks: Block[] } | undefined): Promise<Buffer[][]> {
    if (!pixels || pixels.blocks.length === 0) return []
    const whole = this.whole()
    const frame = this.host.machine.frame()
    const block = this.block(frame.data, frame.width, whole)
    return [[rectHead(whole, encoding.tight), await this.tight.jpeg(block, this.quality() ?? 8)]]
  }
}
