/** One request as KasmVNC sees it. */
export interface HttpRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  /** All that came, as Latin-1: some rules look for bytes anywhere in it. */
  readonly raw: string
  /** What arrived together with the end of the head; nothing later is ever read. */
  readonly body: Buffer
}

const mostBytes = 16 * 1024
const mostReads = 10

/**
 * Collects the reads of one connection until the head is there. `too-large` past 16 KiB or ten reads:
 * kasmtech/KasmVNC common/network/websocket.c.
 */
export class RequestReader {
  private readonly parts: Buffer[] = []

  take(part: Buffer): HttpRequest | 'too-large' | undefined {
    this.parts.push(part)
    const all = Buffer.concat(this.parts)
    const end = all.indexOf('\r\n\r\n')
    if (all.length > mostBytes || (end < 0 && this.parts.length >= mostReads)) return 'too-large'
    return end < 0 ? undefined : parse(all, end)
  }
}

function parse(all: Buffer, end: number): HttpRequest {
  const [first = '', ...lines] = all.toString('latin1', 0, end).split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return { method, target, headers, raw: all.toString('latin1'), body: Buffer.from(all.subarray(end + 4)) }
}
