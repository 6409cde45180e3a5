import type { FetchOptions, MediaCapability, UploadOptions } from '../../devices/capabilities/media'
import type { Device } from '../../devices/device'
import { type Readable, writable } from '../../lib/readable'

export interface Transfer {
  readonly id: number
  readonly kind: 'upload' | 'fetch'
  readonly name: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly doneBytes?: number
  readonly totalBytes?: number
  /** Over the last seconds. */
  readonly bytesPerSecond?: number
  readonly error?: unknown
}

/** What is wanted; kept so that it can be tried again. */
type Wish =
  | { readonly kind: 'upload'; readonly file: File; readonly options: UploadOptions }
  | { readonly kind: 'fetch'; readonly url: string; readonly options: FetchOptions }

interface Entry {
  readonly wish: Wish
  readonly abort: AbortController
  samples: { readonly atMs: number; readonly doneBytes: number }[]
}

/** The rate is measured over so long. */
const rateMs = 5_000

/**
 * Images on their way to one machine, one after the other, because devices take one at a time. It lives as long as the
 * machine is open, whether its panel is shown or not, and keeps the page from being left by mistake meanwhile.
 */
export class TransferQueue {
  readonly transfers: Readable<readonly Transfer[]>
  private readonly list = writable<readonly Transfer[]>([])
  private readonly entries = new Map<number, Entry>()
  private readonly media: MediaCapability
  private readonly onEnd: (transfer: Transfer) => void
  private nextId = 1
  private isRunning = false

  constructor(media: MediaCapability, onEnd: (transfer: Transfer) => void) {
    this.media = media
    this.transfers = this.list
    this.onEnd = onEnd
  }

  upload(file: File, options: UploadOptions): void {
    const name = options.name ?? file.name
    this.add({ kind: 'upload', file, options }, { name, totalBytes: file.size })
  }

  fetch(url: string, options: FetchOptions): void {
    const name = options.name ?? decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? url)
    this.add({ kind: 'fetch', url, options }, { name: name || url })
  }

  cancel(id: number): void {
    const entry = this.entries.get(id)
    entry?.abort.abort()
    if (this.list.getState().find(transfer => transfer.id === id)?.state === 'waiting') this.end(id, 'cancelled')
  }

  /** A new try of one that failed or was cancelled. */
  again(id: number): void {
    const entry = this.entries.get(id)
    const old = this.list.getState().find(transfer => transfer.id === id)
    if (!entry || !old || old.state === 'running' || old.state === 'waiting') return
    this.forget([id])
    const { name, totalBytes } = old
    this.add(entry.wish, { name, ...(totalBytes !== undefined && { totalBytes }) })
  }

  /** Takes what is over off the list. */
  clear(): void {
    this.forget(this.list.getState().flatMap(({ id, state }) => (isOver(state) ? [id] : [])))
  }

  cancelAll(): void {
    for (const { id } of this.list.getState()) this.cancel(id)
  }

  private add(wish: Wish, about: Pick<Transfer, 'name' | 'totalBytes'>): void {
    const id = this.nextId++
    this.entries.set(id, { wish, abort: new AbortController(), samples: [] })
    this.list.set([...this.list.getState(), { id, kind: wish.kind, state: 'waiting', ...about }])
    void this.run()
  }

  private async run(): Promise<void> {
    if (this.isRunning) return
    this.isRunning = true
    window.addEventListener('beforeunload', askBeforeLeaving)
    for (;;) {
      const next = this.list.getState().find(({ state }) => state === 'waiting')
      const entry = next && this.entries.get(next.id)
      if (!next || !entry) break
      await this.perform(next.id, entry)
    }
    window.removeEventListener('beforeunload', askBeforeLeaving)
    this.isRunning = false
  }

  private async perform(id: number, entry: Entry): Promise<void> {
    const { signal } = entry.abort
    const onProgress = (doneBytes: number | undefined, totalBytes: number | undefined) =>
      this.progress(id, entry, doneBytes, totalBytes)
    this.change(id, { state: 'running' })
    try {
      const { wish } = entry
      if (wish.kind === 'upload') await this.media.upload(wish.file, { ...wish.options, signal, onProgress })
      else await this.media.addByUrl(wish.url, { ...wish.options, signal, onProgress })
      this.end(id, 'done')
    } catch (error) {
      if (signal.aborted) this.end(id, 'cancelled')
      else this.end(id, 'failed', error)
    }
  }

  private progress(id: number, entry: Entry, doneBytes: number | undefined, totalBytes: number | undefined): void {
    const atMs = Date.now()
    if (doneBytes !== undefined) entry.samples.push({ atMs, doneBytes })
    entry.samples = entry.samples.filter(sample => atMs - sample.atMs <= rateMs)
    const [first] = entry.samples
    const last = entry.samples.at(-1)
    const spanMs = first && last ? last.atMs - first.atMs : 0
    const rate = first && last && spanMs > 0 ? ((last.doneBytes - first.doneBytes) * 1000) / spanMs : undefined
    this.change(id, {
      ...(doneBytes !== undefined && { doneBytes }),
      ...(totalBytes !== undefined && { totalBytes }),
      ...(rate !== undefined && { bytesPerSecond: rate }),
    })
  }

  private end(id: number, state: 'done' | 'failed' | 'cancelled', error?: unknown): void {
    this.change(id, { state, ...(error !== undefined && { error }) })
    const ended = this.list.getState().find(transfer => transfer.id === id)
    if (ended) this.onEnd(ended)
  }

  private change(id: number, change: Partial<Transfer>): void {
    this.list.set(this.list.getState().map(transfer => (transfer.id === id ? { ...transfer, ...change } : transfer)))
  }

  private forget(ids: readonly number[]): void {
    for (const id of ids) this.entries.delete(id)
    this.list.set(this.list.getState().filter(({ id }) => !ids.includes(id)))
  }
}

function isOver(state: Transfer['state']): boolean {
  return state !== 'running' && state !== 'waiting'
}

/** The browser then asks in its own words. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault()
}

const queues = new WeakMap<MediaCapability, TransferQueue>()

/** The one queue of a machine. It is emptied when the machine is closed. */
export function transfersOf(
  device: Device,
  media: MediaCapability,
  onEnd: (transfer: Transfer) => void,
): TransferQueue {
  const known = queues.get(media)
  if (known) return known
  const queue = new TransferQueue(media, onEnd)
  queues.set(media, queue)
  device.link.subscribe(link => {
    if (link.phase === 'ended') queue.cancelAll()
  })
  return queue
}
