import type { Dice } from './Dice.ts'

/** Everything here is bytes as latin1: one letter is one byte on the wire. */

const odd = [
  '\r',
  '\n',
  '\r\n',
  '\0',
  '\t',
  ' ',
  '  ',
  '\x7f',
  '\x80',
  '\xff',
  '\xc3\xa4',
  '\\',
  '[',
  ']',
  '{',
  '<',
  '"',
  "'",
  '`',
  '%',
  '%00',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5c',
  '%zz',
  '..',
  '../../',
  '/./',
  '//',
  '/\\',
  '\\\\',
  ':',
  ';',
  '=',
  ',',
  '@',
  '#',
  '?',
  '__proto__',
  'constructor',
  'toString',
  'http://',
  'https://',
  'javascript:',
  'data:,',
  'devices',
  '/devices/calm/',
  '~screen',
  '0',
  '-1',
  '99999999999999999999',
  '1e9',
  '0x10',
  'NaN',
  '\u00ad',
  'a'.repeat(300),
  'a'.repeat(20_000),
]

/** A text with some of its bytes changed, taken away, doubled or replaced by what breaks parsers. */
export function mutated(dice: Dice, text: string): string {
  let result = text
  for (let rounds = dice.below(4); rounds > 0; rounds--) {
    const at = dice.below(result.length + 1)
    const length = dice.below(Math.min(12, result.length - at + 1))
    const [before, piece, after] = [result.slice(0, at), result.slice(at, at + length), result.slice(at + length)]
    const changed = [
      () => before + dice.of(odd) + after,
      () => before + after,
      () => before + piece + piece + after,
      () => before + String.fromCharCode(dice.below(256)) + after,
      () => before + dice.of(odd) + piece + after,
      () => before, // cut off
    ]
    result = dice.of(changed)()
  }
  return result
}

const paths = [
  '/',
  '/api/info',
  '/api/ws',
  '/x?y=/..',
  '/[',
  '/\\[',
  '/~screen',
  '/%2e%2e/calm/',
  '/a/../b',
  '//evil',
  '/x#y',
]
const ids = ['evil', 'calm', 'desk', 'none', '', '__proto__', '..', 'ev%69l']

/** A request, by anyone: its line, its headers, perhaps a body or an upgrade. */
export function requestInput(dice: Dice, host: string): string {
  const path = dice.once(6) ? dice.of(ownPaths(host)) : ''
  const target = path || `/devices/${dice.of(ids)}${dice.of(paths)}`
  const method = dice.of([
    'GET',
    'GET',
    'GET',
    'POST',
    'HEAD',
    'OPTIONS',
    'PUT',
    'DELETE',
    'TRACE',
    'CONNECT',
    'PRI',
    'BREW',
  ])
  const headers = [
    `Host: ${dice.of([host, host, host, host, 'evil.example', '0.0.0.0', '[::ffff:127.0.0.1]', ''])}`,
    ...dice.some(4, () => dice.of(requestHeaders(host))),
    'Connection: close',
  ]
  if (dice.once(3)) headers.splice(-1, 1, ...upgrade)
  const body = dice.once(4) ? dice.of(['a=1', '5\r\nhello\r\n0\r\n\r\n', 'x'.repeat(500)]) : ''
  return mutated(dice, `${method} ${target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`)
}

function ownPaths(host: string): string[] {
  const files = ['/', '/index.html', '/%.html', '/app/%zz.js', '/x%00.html', '/..%2f.html', '//', '/.', '/?mode=embed']
  return [...files, '/devices', '/devices.json', '*', `http://${host}/devices/evil/`]
}

const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

function requestHeaders(host: string): string[] {
  return [
    `Origin: http://${host}`,
    'Origin: null',
    'Origin: http://[',
    'Sec-Fetch-Site: same-origin',
    'Sec-Fetch-Dest: image',
    'Content-Length: 3',
    'Content-Length: 0',
    'Transfer-Encoding: chunked',
    'Expect: 100-continue',
    'TE: trailers',
    'Cookie: a=1; wh_basic=YTpi; __proto__=2',
    'Cookie: ;;;=',
    'Authorization: Basic \xff',
    'Upgrade: h2c',
    'Trailer: x',
    'HTTP2-Settings: AAMAAABk',
    'X-Forwarded-For: 1',
    'X-Forwarded-Prefix: /x',
    'Connection: x-a, host',
    'X-A: \xff',
    'Sec-WebSocket-Extensions: permessage-deflate; x="',
    'Sec-WebSocket-Protocol: binary, \xff',
    'Range: bytes=0-',
  ]
}

/** What a device answers to a request or an upgrade. */
export function answerInput(dice: Dice, isUpgrade: boolean): string {
  const code = dice.once(3)
    ? String(dice.below(1100)).padStart(3, '0')
    : dice.of(['200', '200', '302', '307', '401', '304', '204'])
  const status =
    isUpgrade && !dice.once(4) ? '101 Switching Protocols' : `${code} ${dice.of(['OK', '', '\xff', 'Found'])}`
  const headers = dice.some(5, () => dice.of(answerHeaders(dice)))
  if (isUpgrade)
    headers.push('Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  const length = dice.of([
    'Content-Length: 2',
    'Content-Length: 2',
    'Transfer-Encoding: chunked',
    'Content-Length: 200',
    'X-No: length',
  ])
  const body = dice.of([
    'ok',
    'ok',
    '2\r\nok\r\n0\r\n\r\n',
    '2\r\nok\r\n0\r\nX-T: y\r\n\r\n',
    '',
    '\x81\x02ok',
    'zz\r\n',
  ])
  const head = `HTTP/1.1 ${status}\r\n${[...headers, length].join('\r\n')}\r\n\r\n`
  const interim = dice.once(10) ? 'HTTP/1.1 103 E\r\nLink: </x>\r\n\r\n'.repeat(dice.of([1, 3, 500])) : ''
  return mutated(dice, interim + head + body)
}

function answerHeaders(dice: Dice): string[] {
  return [
    `Location: ${mutated(dice, dice.of(['/login', '../../calm/x', '//evil.example/', 'https://127.0.0.1/', '/\\x', 'http://[', '?x']))}`,
    `Set-Cookie: ${mutated(dice, dice.of(['a=1; Path=/; HttpOnly', '__Host-a=1; Secure', 'b=2; Path =/; Max-Age=1', ';;;=', '']))}`,
    'HTTP2-Settings: AAMAAABk',
    'Upgrade: h2c',
    'Connection: close, content-type',
    'Keep-Alive: x',
    'TE: gzip',
    'Trailer: X-T',
    '__proto__: a',
    ':status: 200',
    'Etag: \xff\x80',
    'Content-Type: text/javascript',
    'Content-Encoding: gzip',
    'Date: x',
    'Clear-Site-Data: "*"',
    'Refresh: 0; url=/',
    'Content-Length: 3',
    'Cache-Control: \t',
    'Vary: *',
    `X-B: ${'b'.repeat(9000)}`,
  ]
}

/** What a NanoKVM answers to the gateway's own sign-in. */
export function loginInput(dice: Dice): string {
  const token = dice.of(['jwt', 'a\r\nX: y', '\u043a', 'x; y=1', '', '"', 'a'.repeat(70_000)])
  const reply = dice.of<unknown>([
    { code: 0, msg: 'success', data: { token } },
    { code: 0, data: null },
    { code: -2, msg: token },
    { code: '0' },
    null,
    7,
    'x',
    [],
    { __proto__: 1 },
    { code: 0, data: { token: { a: 1 } } },
  ])
  const body = mutated(dice, Buffer.from(JSON.stringify(reply)).toString('latin1'))
  const cookie = dice.once(2) ? `Set-Cookie: nano-kvm-token=${mutated(dice, 'jwt')}; Path=/\r\n` : ''
  const head = `HTTP/1.1 200 OK\r\n${cookie}Content-Length: ${body.length}\r\n\r\n`
  return (dice.once(4) ? mutated(dice, head) : head) + body
}

/** What a VNC server says, piece by piece, to the gateway that signs in to it. */
export function handshakeInput(dice: Dice): string {
  const greeting = dice.of([
    'RFB 003.008\n',
    'RFB 003.003\n',
    'RFB 003.007\n',
    'RFB 003.889\n',
    'RFB 000.000\n',
    'SSH-2.0-x\r\n',
  ])
  const types = dice.of([
    '\x01\x01',
    '\x01\x02',
    '\x02\x02\x13',
    '\x00\x00\x00\x00\x05wrong',
    '\xff',
    '\x00\x00\x00\x02',
    '\x01\x13',
  ])
  const rest = dice.of([
    '\0\0\0\0',
    `${'\0'.repeat(16)}\0\0\0\0`,
    '\0\x02\0\x02\0\0\x01\x02\0\0\x01\x00\x01',
    '\0\0\0\x01\xff\xff\xff\xff',
    '\0\x02\0\xff',
    '\x16\x03\x01\0\x05hello',
    'x'.repeat(200_000),
    '',
  ])
  return mutated(dice, greeting + types + rest)
}

/** What a page sends through a bridge. */
export function pageInput(dice: Dice): string {
  return mutated(dice, dice.of(['RFB 003.008\n\x01\x01', 'RFB 003.003\n', '', 'x'.repeat(100_000), '\0\0\0\0']))
}
