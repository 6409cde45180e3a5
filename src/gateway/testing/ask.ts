import http from 'node:http'
import https from 'node:https'
import { WebSocket } from 'ws'

export interface Answered {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

export interface Question {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** One request with exactly these headers: `fetch` would not let a test say `Origin` or `Host`. */
export function ask(base: string, path: string, { method = 'GET', headers, body }: Question = {}): Promise<Answered> {
  const { protocol, hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    // The path goes out as written: URL would tidy what a bad client sends.
    const request = (protocol === 'https:' ? https : http).request({
      hostname,
      port,
      path,
      method,
      headers: { ...headers },
      agent: false,
      ...(protocol === 'https:' ? { rejectUnauthorized: false } : {}),
    })
    request.on('response', response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error('upgraded'))
    })
    request.on('error', reject)
    request.end(body)
  })
}

export interface Dialled {
  /** 101 when it opened, otherwise the HTTP status of the refusal. */
  readonly status: number
  readonly socket?: WebSocket
  readonly headers: http.IncomingHttpHeaders
}

/** Opens a WebSocket as a page of `origin` would. */
export function dial(
  base: string,
  path: string,
  options: { origin?: string; protocols?: string[] } = {},
): Promise<Dialled> {
  const { origin, protocols = [] } = options
  const url = new URL(path, base.replace(/^http/, 'ws'))
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, {
      ...(origin === undefined ? {} : { origin }),
      rejectUnauthorized: false,
    })
    let headers: http.IncomingHttpHeaders = {}
    socket.on('upgrade', response => {
      headers = response.headers
    })
    socket.on('open', () => resolve({ status: 101, socket, headers }))
    socket.on('unexpected-response', (request, response) => {
      response.resume()
      request.destroy()
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
    })
    socket.on('error', reject)
  })
}

/** How a WebSocket ends. */
export function ending(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise(resolve => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
}

/** The next message of a WebSocket. */
export function nextMessage(socket: WebSocket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('message', data => resolve(data as Buffer))
    socket.once('close', code => reject(new Error(`closed with ${code} before a message came`)))
  })
}
