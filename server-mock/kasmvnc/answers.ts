/** An HTTP answer. Successes carry a length unless `unsized`; failures never do: their body ends with the connection. */
export interface Answer {
  readonly status: string
  readonly type?: string
  readonly location?: string
  readonly body: string | Buffer
  readonly unsized?: boolean
}

/** What the server was told to add to every answer but the two that `bare` marks. */
export type ExtraHeaders = Readonly<Record<string, string>>

/** The headers of the default configuration: kasmtech/KasmVNC unix/kasmvnc_defaults.yaml. */
export const defaultHeaders: ExtraHeaders = {
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

/** `200 OK` as text, which most calls answer. */
export const done: Answer = { status: '200 OK', type: 'text/plain', body: '200 OK' }
export const badRequest = failure('400 Bad Request', '400 Bad Request')
export const tooLarge = failure('400 Bad Request', '400 Bad Request, too large')
export const notOwner = failure('401 Unauthorized', '401 Unauthorized')
export const forbidden = failure('403 Forbidden', '403 Forbidden')
export const notFound = failure('404 Not Found', '404')
export const unavailable = failure('503 Service Unavailable', '503 Service Unavailable')

function failure(status: string, body: string): Answer {
  return { status, type: 'text/plain', body, unsized: true }
}

/** JSON text of the kind most calls give: labelled as plain text. */
export function text(body: string): Answer {
  return { status: '200 OK', type: 'text/plain', body }
}

/** The bytes of an answer, headers in the server's order. `method` HEAD leaves the body out. */
export function answerBytes(answer: Answer, extra: ExtraHeaders, method: string): Buffer {
  const body = Buffer.from(answer.body)
  const lines = [
    `HTTP/1.1 ${answer.status}`,
    'Server: KasmVNC/4.0',
    ...(answer.location ? [`Location: ${answer.location}`] : []),
    'Connection: close',
    ...(answer.type ? [`Content-type: ${answer.type}`] : []),
    ...(answer.unsized ? [] : [`Content-length: ${body.length}`]),
    ...headerLines(extra),
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return method === 'HEAD' ? head : Buffer.concat([head, body])
}

/** The refusals of the login itself have neither body nor the server's own headers. */
export function refusalBytes(why: 'no-login' | 'wrong-login' | 'blocked', extra: ExtraHeaders): Buffer {
  const lines = {
    'no-login': ['HTTP/1.1 401 Unauthorized', 'WWW-Authenticate: Basic realm="Websockify"', ...headerLines(extra)],
    'wrong-login': ['HTTP/1.1 401 Forbidden', ...headerLines(extra)],
    blocked: ['HTTP/1.1 401 Forbidden'],
  }[why]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

function headerLines(extra: ExtraHeaders): string[] {
  return Object.entries(extra).map(([name, value]) => `${name}: ${value}`)
}
