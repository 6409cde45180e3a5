import { hasImageDecoder } from './hasImageDecoder'
import { type Batch, op, opLength } from './ops'

/** A JPEG's place in a batch. */
interface Tile {
  /** Where its command stands in the batch's ops. */
  readonly at: number
  readonly areaPx: number
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

/** Work, or memory that came with an answer and is not needed any more. */
export type ToDecoder = DecodeRequest | { readonly spare: ArrayBuffer }

export interface DecodeAnswer {
  readonly id: number
  /** R G B A of each, one after the other, at least so many. */
  readonly pixels: Uint32Array<ArrayBuffer>
  /** 1 for each that could be decoded, 0 for each that could not. */
  readonly good: Uint8Array<ArrayBuffer>
}

/** JPEGs of one batch that are decoded elsewhere while their batch waits its turn. */
export interface DecodedElsewhere {
  /** Where the next one's command stands in the batch; -1 behind the last. */
  readonly nextAt: number
  readonly isReady: boolean
  whenReady(then: () => void): void
  /** The next one's pixels, valid until the one after it is asked for; `undefined` when it could not be decoded. */
  next(): Uint32Array | undefined
}

/** From this size on the browser's decoder is faster than ours (measured: docs/performance.md). */
export const nativeFromPx = 8 * 1024
/** Less than this of small ones in a batch is decoded faster than it is sent. */
const worthSendingPx = 64 * 1024
/** A decoder that is this far behind gets nothing more. */
const mostBehindPx = 32 * 1024 * 1024

interface Decoder {
  readonly worker: Worker
  behindPx: number
  readonly asked: Map<number, (answer: DecodeAnswer) => void>
}

/**
 * Decoders beside the painter: cores - 1 of them, at least one, shared by all consoles of the page. They take what the
 * browser decodes faster, and a share of the rest from the end of the batch, so that the painter meets it late. Who is
 * least behind gets the next.
 */
export class DecodePool {
  private readonly decoders: Decoder[] = []
  private readonly start: () => Worker
  private readonly size: number
  private nextId = 0

  constructor(start: () => Worker, size: number) {
    this.start = start
    this.size = size
  }

  /** Takes over part of a batch's JPEGs, or nothing when it is not worth it. */
  take(batch: Batch): DecodedElsewhere | undefined {
    const mine = this.chosen(jpegsOf(batch))
    if (mine.length === 0) return undefined
    const decoder = this.leastBehind()
    if (!decoder || decoder.behindPx > mostBehindPx) return undefined
    const areaPx = sumPx(mine)
    decoder.behindPx += areaPx
    const id = this.nextId++
    const request = requestOf(id, batch, mine)
    const elsewhere = new Expected(mine, spare => decoder.worker.postMessage({ spare } satisfies ToDecoder, [spare]))
    decoder.asked.set(id, answer => {
      decoder.behindPx -= areaPx
      decoder.asked.delete(id)
      elsewhere.come(answer)
    })
    decoder.worker.postMessage(request satisfies ToDecoder, [request.bytes.buffer, request.tiles.buffer])
    return elsewhere
  }

  private chosen(tiles: readonly Tile[]): readonly Tile[] {
    const isForBrowser = ({ areaPx }: Tile) => hasImageDecoder() && areaPx >= nativeFromPx
    const small = tiles.filter(tile => !isForBrowser(tile))
    const smallPx = sumPx(small)
    const isWorthIt = smallPx >= worthSendingPx && small.length > 1
    const share = new Set(isWorthIt ? lastOf(small, (smallPx * this.size) / (this.size + 1)) : [])
    return tiles.filter(tile => isForBrowser(tile) || share.has(tile))
  }

  private leastBehind(): Decoder | undefined {
    if (this.decoders.length < this.size && this.decoders.every(({ behindPx }) => behindPx > 0)) this.add()
    return this.decoders.reduce<Decoder | undefined>(
      (best, other) => (!best || other.behindPx < best.behindPx ? other : best),
      undefined,
    )
  }

  private add(): void {
    const worker = this.start()
    const decoder: Decoder = { worker, behindPx: 0, asked: new Map() }
    worker.addEventListener('message', ({ data }: MessageEvent<DecodeAnswer>) => decoder.asked.get(data.id)?.(data))
    // It could not be loaded, or died: the painter does its images, and nothing waits for it any more.
    worker.addEventListener('error', () => {
      for (const [id, answer] of decoder.asked) answer({ id, pixels: new Uint32Array(), good: new Uint8Array() })
      decoder.behindPx = Number.POSITIVE_INFINITY
    })
    this.decoders.push(decoder)
  }
}

/** What was sent away, in the order of its batch. */
class Expected implements DecodedElsewhere {
  private readonly tiles: readonly Tile[]
  private readonly giveBack: (memory: ArrayBuffer) => void
  private answer: DecodeAnswer | undefined
  private onReady = () => {}
  private index = 0
  private from = 0

  constructor(tiles: readonly Tile[], giveBack: (memory: ArrayBuffer) => void) {
    this.tiles = tiles
    this.giveBack = giveBack
  }

  get nextAt(): number {
    const tile = this.tiles[this.index]
    if (tile) return tile.at
    this.end()
    return -1
  }

  get isReady(): boolean {
    return this.answer !== undefined
  }

  whenReady(then: () => void): void {
    this.onReady = then
  }

  come(answer: DecodeAnswer): void {
    this.answer = answer
    this.onReady()
  }

  next(): Uint32Array | undefined {
    const tile = this.tiles[this.index]
    if (!tile || !this.answer) return undefined
    const { pixels, good } = this.answer
    const from = this.from
    this.from += tile.areaPx
    return good[this.index++] === 1 ? pixels.subarray(from, this.from) : undefined
  }

  private end(): void {
    const memory = this.answer?.pixels.buffer
    if (memory && memory.byteLength > 0) this.giveBack(memory)
    this.answer = undefined
  }
}

function jpegsOf({ ops, opCount }: Batch): Tile[] {
  const tiles: Tile[] = []
  for (let at = 0; at < opCount; at += 1 + (opLength[ops[at] ?? 0] ?? 0)) {
    if (ops[at] !== op.jpeg) continue
    const [, , , width = 0, height = 0, offset = 0, length = 0] = ops.subarray(at, at + 7)
    tiles.push({ at, areaPx: width * height, width, height, offset, length })
  }
  return tiles
}

const sumPx = (tiles: readonly Tile[]) => tiles.reduce((sum, { areaPx }) => sum + areaPx, 0)

/** As many from the end as make up this area. */
function lastOf(tiles: readonly Tile[], areaPx: number): readonly Tile[] {
  let first = tiles.length
  for (let sum = 0; first > 0 && sum < areaPx; ) sum += tiles[--first]?.areaPx ?? 0
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
