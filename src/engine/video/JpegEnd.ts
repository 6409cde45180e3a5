/** Finds where a JPEG ends by its markers (ITU-T T.81, B.1), going on where it stopped when more has come. */
export class JpegEnd {
  private at = 2 // behind SOI
  private inScan = false

  /**
   * `bytes` begin with the image. Gives the offset behind its end, `undefined` while that has not come, and `broken` for
   * what is no JPEG or is cut off by another one.
   */
  find(bytes: Uint8Array): number | 'broken' | undefined {
    for (;;) {
      const step = this.inScan ? this.scan(bytes) : this.marker(bytes)
      if (step !== 'on') return step
    }
  }

  private marker(bytes: Uint8Array): number | 'broken' | 'on' | undefined {
    const kind = bytes[this.at + 1]
    if (kind === undefined) return undefined
    if (bytes[this.at] !== 0xff || kind === 0xd8 || kind === 0) return 'broken'
    if (kind === 0xff) this.at++
    else if (kind === 0xd9) return this.at + 2
    else if (kind === 1 || isRestart(kind)) this.at += 2
    else {
      const [high, low] = [bytes[this.at + 2], bytes[this.at + 3]]
      if (high === undefined || low === undefined) return undefined
      const length = (high << 8) | low
      if (length < 2) return 'broken'
      this.at += 2 + length
      this.inScan = kind === 0xda
    }
    return 'on'
  }

  /** Coded data: an FF in it is followed by 0 or is a restart; anything else is the next marker. */
  private scan(bytes: Uint8Array): 'on' | undefined {
    const found = this.at < bytes.length ? bytes.indexOf(0xff, this.at) : -1
    if (found < 0) {
      this.at = Math.max(this.at, bytes.length)
      return undefined
    }
    this.at = found
    const kind = bytes[found + 1]
    if (kind === undefined) return undefined
    if (kind === 0 || isRestart(kind)) this.at += 2
    else this.inScan = false
    return 'on'
  }
}

const isRestart = (kind: number) => kind >= 0xd0 && kind <= 0xd7
