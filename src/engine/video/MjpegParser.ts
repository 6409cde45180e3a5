import { JpegEnd } from './JpegEnd'

/** One image of the stream and what its head said; header names in lower case. */
export interface MjpegPart {
  readonly headers: ReadonlyMap<string, string>
  readonly jpeg: Uint8Array<ArrayBuffer>
}

/** More than this is no picture of a screen: memory stays bounded whatever a server sends. */
const mostBytes = 32 * 1024 * 1024
const mostHeadBytes = 16 * 1024

type State =
  | { readonly in: 'head' }
  | { readonly in: 'body'; readonly headers: ReadonlyMap<string, string>; readonly length?: number; end?: JpegEnd }
  | { readonly in: 'lost' }
  | { readonly in: 'end' }

/**
 * Takes `multipart/x-mixed-replace` apart, split anywhere. Takes what devices send: kvmd's and ustreamer's heads (with
 * extra headers, or sent ahead of their image without a length), NanoKVM's without Content-Length before 2.3.0, a
 * boundary that is not the one announced, heads that are missing. An image is given as soon as its last byte is here,
 * not when the next one begins: some devices are silent while the picture stands still.
 */
export class MjpegParser {
  /** Parts that were no image or were cut off. */
  bad = 0
  private boundary: Uint8Array | undefined
  private buffer = new Uint8Array(256 * 1024)
  private from = 0
  private to = 0
  private state: State = { in: 'head' }

  constructor(contentType: string) {
    const name = /boundary\s*=\s*"?([^";]+)/i.exec(contentType)?.[1]?.trim()
    if (name !== undefined) this.boundary = bytesOf(`--${name.replace(/^-+/, '')}`)
  }

  /** The closing boundary has come. */
  get ended(): boolean {
    return this.state.in === 'end'
  }

  /** The images that are whole with this piece. */
  push(piece: Uint8Array): MjpegPart[] {
    this.append(piece)
    const parts: MjpegPart[] = []
    for (let moved = true; moved; ) {
      const before = this.state
      const result = this.step()
      if (result && result !== true) parts.push(result)
      moved = Boolean(result) || this.state !== before
    }
    return parts
  }

  private step(): MjpegPart | boolean {
    switch (this.state.in) {
      case 'head':
        return this.head()
      case 'body':
        return this.state.length === undefined
          ? this.unmeasured(this.state)
          : this.measured(this.state, this.state.length)
      case 'lost':
        return this.seek()
      case 'end':
        this.from = this.to
        return false
    }
  }

  private get rest(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(this.from, this.to)
  }

  private head(): boolean {
    while (this.from < this.to && isBreak(this.buffer[this.from])) this.from++
    const { rest } = this
    if (rest[0] === 0xff && rest[1] === 0xd8) return this.enter({ in: 'body', headers: new Map() })
    if (this.closes(rest)) return this.enter({ in: 'end' })
    const end = endOfHead(rest)
    if (end === undefined) return rest.length > mostHeadBytes && this.lose()
    const headers = this.headersOf(latin1(rest.subarray(0, end)))
    if (!headers) return this.lose()
    this.from += end
    const length = Number(headers.get('content-length') ?? Number.NaN)
    const isUsable = Number.isInteger(length) && length > 0 && length <= mostBytes
    return this.enter({ in: 'body', headers, ...(isUsable && { length }) })
  }

  private headersOf(head: string): ReadonlyMap<string, string> | undefined {
    const headers = new Map<string, string>()
    for (const line of head.split(/\r?\n/)) {
      if (line === '') continue
      if (line.startsWith('--')) {
        this.boundary ??= bytesOf(line.trim())
        continue
      }
      const colon = line.indexOf(':')
      if (colon <= 0) return undefined
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
    }
    return headers
  }

  private measured({ headers }: { headers: ReadonlyMap<string, string> }, length: number): MjpegPart | boolean {
    const { rest } = this
    if (rest.length < length) return false
    const body = rest.subarray(0, length)
    // Without an end of image at its end, the length may be wrong: it would have swallowed what follows.
    const cut = endsWhole(body) || !this.boundary ? -1 : indexOf(body, this.boundary)
    this.from += cut < 0 ? length : cut
    this.enter({ in: 'head' })
    if (cut < 0 && body[0] === 0xff && body[1] === 0xd8) return { headers, jpeg: body.slice() }
    this.bad++
    return true
  }

  private unmeasured(state: Extract<State, { in: 'body' }>): MjpegPart | boolean {
    const { rest } = this
    if (rest.length < 2) return false
    if (rest[0] !== 0xff || rest[1] !== 0xd8) return this.lose()
    state.end ??= new JpegEnd()
    const end = state.end.find(rest)
    if (end === undefined) return rest.length > mostBytes && this.lose()
    if (end === 'broken') return this.lose()
    this.from += end
    this.enter({ in: 'head' })
    return { headers: state.headers, jpeg: rest.slice(0, end) }
  }

  /** Out of step: on to the next boundary, or to the next image where none is known. */
  private lose(): boolean {
    this.bad++
    this.from = Math.min(this.from + 2, this.to)
    return this.enter({ in: 'lost' })
  }

  private seek(): boolean {
    const mark = this.boundary ?? Uint8Array.of(0xff, 0xd8, 0xff)
    const found = indexOf(this.rest, mark)
    if (found >= 0) {
      this.from += found
      return this.enter({ in: 'head' })
    }
    this.from = Math.max(this.from, this.to - mark.length)
    return false
  }

  private closes(rest: Uint8Array): boolean {
    const { boundary } = this
    if (!boundary || rest.length < boundary.length + 2) return false
    const after = rest.subarray(boundary.length, boundary.length + 2)
    return indexOf(rest.subarray(0, boundary.length), boundary) === 0 && after[0] === dash && after[1] === dash
  }

  private enter(state: State): boolean {
    this.state = state
    return true
  }

  private append(piece: Uint8Array): void {
    if (this.to + piece.length > this.buffer.length) {
      const kept = this.to - this.from
      const room = this.buffer.length >= kept + piece.length ? this.buffer : new Uint8Array(2 * (kept + piece.length))
      room.set(this.rest)
      this.buffer = room
      this.from = 0
      this.to = kept
    }
    this.buffer.set(piece, this.to)
    this.to += piece.length
  }
}

const dash = 0x2d
const isBreak = (byte: number | undefined) => byte === 10 || byte === 13
const bytesOf = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))
const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes)

/** Behind the empty line that ends a head; lines may end in LF alone. */
function endOfHead(bytes: Uint8Array): number | undefined {
  const most = Math.min(bytes.length, mostHeadBytes)
  for (let at = bytes.indexOf(10); at >= 0 && at < most; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3
  }
  return undefined
}

/** An end of image, maybe with padding behind it. */
function endsWhole(body: Uint8Array): boolean {
  let last = body.length - 1
  while (last > 1 && body[last] === 0) last--
  return body[last] === 0xd9 && body[last - 1] === 0xff
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const [first = 0] = wanted
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at
  }
  return -1
}
