import type { IncomingMessage, ServerResponse } from 'node:http'
import { KvmdError } from './KvmdError'

/** One request and its answer, in the forms in which kvmd and the nginx before it give them. */
export class Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly path: string
  readonly query: URLSearchParams

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request
    this.response = response
    const url = new URL((request.url ?? '/').replace(/^\/\/+/, '/'), 'http://pikvm')
    this.path = url.pathname.replace(/\/{2,}/g, '/')
    this.query = url.searchParams
  }

  /** One parameter of the query; parameters are read from there only, also for POST. */
  get(name: string): string | undefined {
    return this.query.get(name) ?? undefined
  }

  ok(result: object = {}): void {
    this.json(200, { ok: true, result })
  }

  fail(error: KvmdError): void {
    this.json(error.status, { ok: false, result: { error: error.errorName, error_msg: error.message } })
  }

  json(status: number, body: unknown): void {
    this.send(status, 'application/json; charset=utf-8', JSON.stringify(sorted(body), null, 4))
  }

  /** What aiohttp itself answers: `404: Not Found`. */
  plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
    this.send(status, 'text/plain; charset=utf-8', text, headers)
  }

  /** An error page of nginx, for what its `auth_request` and dead upstreams answer. */
  nginx(status: number, title: string, headers: Readonly<Record<string, string>> = {}): void {
    const name = `${status} ${title}`
    const page = [
      '<html>',
      `<head><title>${name}</title></head>`,
      '<body>',
      `<center><h1>${name}</h1></center>`,
      '<hr><center>nginx/1.22.1</center>',
      '</body>',
      '</html>',
      '',
    ].join('\r\n')
    this.send(status, 'text/html; charset=utf-8', page, headers)
  }

  send(status: number, type: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): void {
    if (this.response.headersSent || this.response.destroyed) return
    const data = Buffer.from(body)
    this.head(status, { 'Content-Type': type, 'Content-Length': String(data.length), ...headers })
    this.response.end(data)
  }

  /** The head of an answer that goes on. */
  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(status, {
      Server: 'nginx/1.22.1',
      ...headers,
      'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    })
    this.response.flushHeaders()
  }

  /** The whole body; 413 above the limit, as aiohttp words it. */
  async body(limitBytes: number): Promise<Buffer> {
    const parts: Buffer[] = []
    let size = 0
    for await (const part of this.request) {
      parts.push(part)
      size += part.length
      if (size <= limitBytes) continue
      this.request.resume()
      throw new KvmdError(413, '', `Maximum request body size ${limitBytes} exceeded, actual body size ${size}`)
    }
    return Buffer.concat(parts)
  }

  /** Runs when the caller goes away before the answer has ended. */
  onGone(run: () => void): void {
    this.response.once('close', () => {
      if (!this.response.writableFinished) run()
    })
  }
}

/** kvmd writes its keys in order: kvmd/htserver.py make_json_response. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
