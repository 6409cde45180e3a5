import { type Batch, op, opLength } from './ops'

/** A JPEG's place in a batch. */
interface Tile {
  /** Where its command stands in the batch's ops. */
  readonly at: number
  readonly width: number
  readonly height: number
  readonly offset: number
  readonly length: number
}

export interface DecodeRequest {
  readonly id: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Width, height, offset and length of each JPEG. */
  readonly tiles: Int32Array<ArrayBuffer>
}

export interface DecodeAnswer {
  readonly id: number
  /** R G B A of all that could be decoded, one after the other. */
  readonly pixels: Uint32Array<ArrayBuffer>
  /** 1 for each that could be, 0 for each that could not. */
  readonly good: Uint8Array<ArrayBuffer>
}

/** The JPEGs at the end of one batch, decoded elsewhere while their batch waits its turn. */
export interface DecodedElsewhere {
  /** From this command on. */
  readonly from: number
  readonly isReady: boolean
  whenReady(then: () => void): void
  /** The next one's pixels; `undefined` for one that could not be decoded. */
  next(width: number, height: number): Uint32Array | undefined
}

/** Less than this in a batch is decoded faster than it is sent. */
const worthSendingPx = 64 * 1024
/** A decoder that is this far behind gets nothing more. */
const mostBehindPx = 8 * 1024 * 1024

/**
 * Decoders beside the painter: cores - 1 of them, at least one, shared by all consoles of the page. They take the last
 * JPEGs of a batch, so that the painter meets them late; who is least behind gets the next.
 */
export class DecodePool {
  private readonly workers: { readonly worker: Worker; behindPx: number; readonly asked: Set<number> }[] = []
  private readonly waiting = new Map<number, (answer: DecodeAnswer) => void>()
  private readonly start: () => Worker
  private readonly size: number
  private nextId = 0

  constructor(start: () => Worker, size: number) {
    this.start = start
    this.size = size
  }

  /** Takes over part of a batch's JPEGs, or nothing when it is not worth it. */
  take(batch: Batch): DecodedElsewhere | undefined {
    const tiles = jpegsOf(batch)
    const areaPx = tiles.reduce((sum, { width, height }) => sum + width * height, 0)
    if (areaPx < worthSendingPx || tiles.length < 2) return undefined
    const decoder = this.leastBehind()
    if (decoder.behindPx > mostBehindPx) return undefined
    const mine = lastOf(tiles, (areaPx * this.size) / (this.size + 1))
    const first = mine[0]
    if (!first) return undefined
    const minePx = mine.reduce((sum, { width, height }) => sum + width * height, 0)
    decoder.behindPx += minePx
    const id = this.nextId++
    decoder.asked.add(id)
    const request = requestOf(id, batch, mine)
    decoder.worker.postMessage(request, [request.bytes.buffer, request.tiles.buffer])
    return this.expect(id, first.at, () => {
      decoder.behindPx -= minePx
      decoder.asked.delete(id)
    })
  }

  private expect(id: number, from: number, onAnswer: () => void): DecodedElsewhere {
    let answer: DecodeAnswer | undefined
    let then = () => {}
    let index = 0
    let at = 0
    this.waiting.set(id, came => {
      answer = came
      onAnswer()
      then()
    })
    return {
      from,
      get isReady() {
        return answer !== undefined
      },
      whenReady(call) {
        then = call
      },
      next(width, height) {
        if (answer?.good[index++] !== 1) return undefined
        const pixels = answer.pixels.subarray(at, at + width * height)
        at += width * height
        return pixels
      },
    }
  }

  private leastBehind() {
    if (this.workers.length < this.size && this.workers.every(({ behindPx }) => behindPx > 0)) this.add()
    const [first, ...rest] = this.workers
    if (!first) throw new Error('no decoder')
    return rest.reduce((best, other) => (other.behindPx < best.behindPx ? other : best), first)
  }

  private add(): void {
    const worker = this.start()
    worker.addEventListener('message', ({ data }: MessageEvent<DecodeAnswer>) => {
      this.waiting.get(data.id)?.(data)
      this.waiting.delete(data.id)
    })
    const decoder = { worker, behindPx: 0, asked: new Set<number>() }
    // It could not be loaded, or died: the painter does its images, and nothing waits for it any more.
    worker.addEventListener('error', () => {
      decoder.behindPx = Number.POSITIVE_INFINITY
      for (const id of decoder.asked) this.waiting.get(id)?.({ id, pixels: new Uint32Array(), good: new Uint8Array() })
    })
    this.workers.push(decoder)
  }
}

function jpegsOf({ ops }: Batch): Tile[] {
  const tiles: Tile[] = []
  for (let at = 0; at < ops.length; at += 1 + (opLength[ops[at] ?? 0] ?? 0)) {
    if (ops[at] !== op.jpeg) continue
    const [, , , width = 0, height = 0, offset = 0, length = 0] = ops.subarray(at, at + 7)
    tiles.push({ at, width, height, offset, length })
  }
  return tiles
}

/** As many from the end as make up this area. */
function lastOf(tiles: readonly Tile[], areaPx: number): readonly Tile[] {
  let first = tiles.length
  let sumPx = 0
  while (first > 0 && sumPx < areaPx) {
    const tile = tiles[--first]
    sumPx += (tile?.width ?? 0) * (tile?.height ?? 0)
  }
  return tiles.slice(first)
}

function requestOf(id: number, batch: Batch, tiles: readonly Tile[]): DecodeRequest {
  const bytes = new Uint8Array(tiles.reduce((sum, { length }) => sum + length, 0))
  const list = new Int32Array(tiles.length * 4)
  let to = 0
  tiles.forEach(({ width, height, offset, length }, i) => {
    bytes.set(batch.bytes.subarray(offset, offset + length), to)
    list.set([width, height, to, length], i * 4)
    to += length
  })
  return { id, bytes, tiles: list }
}
