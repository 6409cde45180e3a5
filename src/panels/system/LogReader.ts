import { type Readable, writable } from '../../lib/readable'

export interface LogLines {
  readonly lines: readonly string[]
  readonly error?: unknown
  /** The device has ended it. */
  readonly ended: boolean
}

type Read = (options: { follow: boolean; signal: AbortSignal }) => AsyncIterable<string> | undefined

/** Whichever is reached first; one line may be long. */
const mostLines = 20_000
const mostCharacters = 8 * 1024 * 1024
/** Lines that come in one breath are shown together, ms. */
const gatherMs = 100

/** Follows the log of a device from its beginning; the newest lines are kept. It outlives no panel: `stop` ends it. */
export class LogReader {
  readonly state: Readable<LogLines>
  private readonly told = writable<LogLines>({ lines: [], ended: false })
  private readonly abort = new AbortController()
  private lines: string[] = []
  private characters = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(read: Read) {
    this.state = this.told
    void this.run(read)
  }

  /** Safe twice. */
  stop(): void {
    this.abort.abort()
    clearTimeout(this.timer)
  }

  private async run(read: Read): Promise<void> {
    const { signal } = this.abort
    try {
      for await (const line of read({ follow: true, signal }) ?? []) {
        this.lines.push(line)
        this.characters += line.length
        this.forget()
        this.timer ??= setTimeout(() => this.tell({ ended: false }), gatherMs)
      }
      this.tell({ ended: true })
    } catch (error) {
      if (!signal.aborted) this.tell({ ended: true, error })
    }
  }

  private forget(): void {
    let old = 0
    while (this.lines.length - old > mostLines || (this.characters > mostCharacters && old < this.lines.length - 1)) {
      this.characters -= this.lines[old]?.length ?? 0
      old++
    }
    if (old > 0) this.lines.splice(0, old)
  }

  private tell(rest: Omit<LogLines, 'lines'>): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.told.set({ lines: [...this.lines], ...rest })
  }
}
