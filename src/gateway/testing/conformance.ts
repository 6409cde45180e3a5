import type { IncomingHttpHeaders } from 'node:http'
import type { Answered, Question } from './ask.ts'

/** Ports of the machines that the shared configuration names. */
export interface ConformancePorts {
  readonly device: number
  readonly dead: number
  readonly tcp: number
}

/** A text that every configuration language reads something into. */
export const awkward = `a "q" \\ \`t\` {brace} {http.request.host} {$HOME} $host \${x} # ; \n ü`

/** The wheelhouse.json that every gateway is tried with. */
export function conformanceConfig({ device, dead, tcp }: ConformancePorts) {
  const url = `http://127.0.0.1:${device}`
  const login = { username: 'ops', passwordEnv: 'CONFORMANCE_PASSWORD' }
  const awkwardLogin = { ...login, username: 'o$host{x}"s' }
  return {
    devices: [
      {
        id: 'kasm',
        name: 'Held "Kasm"',
        family: 'kasmvnc',
        url,
        credentials: login,
        relay: ['demo'],
        group: 'Lab',
        tags: ['x'],
      },
      { id: 'kasm-open', family: 'kasmvnc', url },
      { id: 'rack', family: 'pikvm', url, credentials: awkwardLogin, vnc: `vnc://127.0.0.1:${tcp}` },
      { id: 'nano', family: 'nanokvm', url },
      { id: 'nano-2', family: 'nanokvm', url: `${url}/base` },
      { id: 'dead', family: 'pikvm', url: `http://127.0.0.1:${dead}` },
      { id: 'desk', family: 'vnc', url: `vnc://127.0.0.1:${tcp}`, terminal: `telnet://127.0.0.1:${tcp}` },
      { id: 'line', family: 'line', url: `telnet://127.0.0.1:${tcp}` },
    ],
    adHoc: false,
    embed: { origins: { 'https://portal.example': ['view', 'input'] } },
    settings: { defaults: { theme: 'dark', awkward }, locked: ['viewOnly'] },
  }
}

/** Every route of that configuration behind which something would receive a request. */
export const deviceRoutes = [
  '/devices/kasm/api/create_user?name=x&password=y',
  '/devices/kasm-open/api/get_users',
  '/devices/rack/api/atx/power?action=off_hard',
  '/devices/rack/api/msd/write?image=x',
  '/devices/rack/streamer/stream',
  '/devices/nano/api/vm/gpio',
  '/devices/nano-2/api/vm/gpio',
] as const

/** Every WebSocket route of it. */
export const socketRoutes = [
  '/devices/kasm/websockify',
  '/devices/rack/api/ws',
  '/devices/nano/api/ws',
  '/devices/rack/~screen',
  '/devices/desk/~screen',
  '/devices/desk/~terminal',
  '/devices/line/~terminal',
] as const

const unknownPaths = [
  '/devices',
  '/devices/',
  '/devices/nano',
  '/devices/nano?x=/',
  '/devices/nan/',
  '/devices/nano-3/',
  '/devices/none/index.html',
] as const

/** One request and what every gateway answers to it. */
export interface Case {
  readonly name: string
  readonly path: string
  readonly ask?: Question
  readonly status?: number
  readonly body?: string
  /** Headers of the answer; `null`: absent. */
  readonly headers?: Readonly<Record<string, string | RegExp | readonly string[] | null>>
  /** What `/echo` says it received: URL and headers; `null`: absent. */
  /** Gateways that cannot do this; each is listed in docs/gateway.md. */
  readonly notIn?: readonly string[]
  readonly received?: { readonly url?: string; readonly headers?: Readonly<Record<string, string | null>> }
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const frame = '; SameSite=None; Secure; Partitioned'

/** The rules of product.md §2.1, as one request each. */
export function conformanceCases(ports: ConformancePorts): readonly Case[] {
  const device = `http://127.0.0.1:${ports.device}`
  const echo = (id: string) => `/devices/${id}/echo`
  const cookie = (id: string, set: string) => `/devices/${id}/cookie?set=${encodeURIComponent(set)}`
  const redirect = (id: string, to: string) => `/devices/${id}/redirect?to=${encodeURIComponent(to)}`
  return [
    ...unknownPaths.map(path => ({
      name: `${path} is no device`,
      path,
      status: 404,
      body: '{"error":"unknown-device"}',
    })),
    ...['/devices/Nano/api', '/devices//nano/'].map(path => ({
      name: `${path} is no device`,
      path,
      status: 404,
      notIn: ['caddy'], // its paths match whatever the case and however many slashes
    })),
    { name: 'a VNC server has no HTTP', path: '/devices/desk/x', status: 404, body: '{"error":"unknown-path"}' },
    { name: 'an unknown file is no page', path: '/nope', status: 404 },
    { name: 'the page', path: '/', status: 200, body: '<!doctype html><title>built</title>' },
    {
      name: 'the page’s headers',
      path: '/?mode=console',
      headers: {
        'content-security-policy':
          /default-src 'self'; script-src [^ ']+\/app\/ [^']*'wasm-unsafe-eval';.*connect-src 'self';.*; require-trusted-types-for 'script'; trusted-types default; frame-ancestors 'self'$/,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': /camera=\(\)/,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'access-control-allow-origin': null,
      },
    },
    {
      name: 'a part of the page has the same policy without types, which its worker does not make',
      path: '/app/part.js',
      headers: { 'content-security-policy': /form-action 'self'; frame-ancestors 'self'$/ },
    },
    {
      name: 'an embedded page names its hosts',
      path: '/?mode=embed&device=nano',
      headers: {
        'content-security-policy': /frame-ancestors 'self' https:\/\/portal\.example$/,
        'cross-origin-opener-policy': 'unsafe-none',
        'cross-origin-resource-policy': 'cross-origin',
      },
    },
    {
      name: 'an embedded page whose mode comes later names its hosts',
      path: '/?device=nano&lang=en&mode=embed',
      headers: { 'content-security-policy': /frame-ancestors 'self' https:\/\/portal\.example$/ },
    },
    // The page takes the first `mode`, however it is spelled: lib/launchMode.ts
    ...[
      '?mode=console&mode=embed',
      '?mode&mode=embed',
      '?%6dode=console&mode=embed',
      '?device=nano&mode=wall&mode=embed',
      '?Mode=embed',
      '?mode=embedded',
      '?mode=Embed',
      '?xmode=embed',
      '?x=?mode=embed',
      '?mode=embed%26',
    ].map(query => ({
      name: `${query} names no hosts`,
      path: `/${query}`,
      headers: { 'content-security-policy': /frame-ancestors 'self'$/ },
    })),
    {
      name: 'CORS stays off',
      path: '/',
      ask: { headers: { Origin: 'http://localhost:5173' } },
      headers: { 'access-control-allow-origin': null },
    },

    {
      name: 'the device’s own path',
      path: '/devices/nano/echo/a%20b?x=1&y=%2F',
      received: { url: '/echo/a%20b?x=1&y=%2F' },
    },
    { name: 'an encoded slash stays one', path: '/devices/nano/echo/a%2Fb', received: { url: '/echo/a%2Fb' } },
    { name: 'a device below a path', path: '/devices/nano-2/echo', received: { url: '/base/echo' } },
    {
      name: 'X-Forwarded-For is replaced',
      path: echo('nano'),
      ask: {
        headers: {
          'X-Forwarded-For': '6.6.6.6',
          'X-Forwarded-Host': 'evil',
          'X-Real-IP': '6.6.6.6',
          Forwarded: 'for=6.6.6.6',
        },
      },
      received: {
        headers: {
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
          'x-forwarded-host': null,
          'x-real-ip': null,
          forwarded: null,
        },
      },
    },
    { name: 'Host is the device’s', path: echo('kasm'), received: { headers: { host: `127.0.0.1:${ports.device}` } } },
    {
      name: 'KasmVNC’s held credentials',
      path: echo('kasm'),
      received: { headers: { authorization: basic('ops:s3cret:ü') } },
    },
    {
      name: 'held credentials beat the page’s',
      path: echo('kasm'),
      ask: { headers: { Authorization: basic('a:b'), Cookie: `wh_basic=${Buffer.from('a:b').toString('base64')}` } },
      received: { headers: { authorization: basic('ops:s3cret:ü'), cookie: null } },
    },
    {
      name: 'the wh_basic cookie becomes Authorization',
      path: echo('kasm-open'),
      ask: { headers: { Cookie: `other=1; wh_basic=${Buffer.from('op:pässword?').toString('base64')}` } },
      received: { headers: { authorization: basic('op:pässword?'), cookie: null } },
    },
    {
      name: 'a wh_basic that is none',
      path: echo('kasm-open'),
      ask: { headers: { Cookie: 'wh_basic=a b' } },
      received: { headers: { authorization: null } },
    },
    { name: 'no credentials from nowhere', path: echo('kasm-open'), received: { headers: { authorization: null } } },
    {
      name: 'PiKVM’s held credentials',
      path: echo('rack'),
      ask: { headers: { 'X-KVMD-User': 'evil', 'X-KVMD-Passwd': 'evil' } },
      received: { headers: { 'x-kvmd-user': 'o$host{x}"s', 'x-kvmd-passwd': 's3cret:ü' } },
    },
    {
      name: 'cookies travel where the family has some',
      path: echo('nano'),
      ask: { headers: { Cookie: 'nano-kvm-token=abc' } },
      received: { headers: { cookie: 'nano-kvm-token=abc' } },
    },

    {
      name: 'what a device says about its origin is dropped',
      path: '/devices/nano/headers',
      status: 401,
      headers: {
        'strict-transport-security': null,
        'www-authenticate': null,
        'access-control-allow-origin': null,
        'clear-site-data': null,
        'service-worker-allowed': null,
        nel: null,
        'report-to': null,
        'reporting-endpoints': null,
        refresh: null,
        'set-login': null,
        link: null,
        'content-security-policy': 'sandbox',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'retry-after': '3',
        'cache-control': 'no-store',
      },
    },
    {
      name: 'what is on no list is dropped too',
      path: '/devices/nano/headers',
      headers: { 'x-anything': null },
      notIn: ['caddy', 'nginx'], // a list of what is dropped is all they have
    },
    ...['document', 'iframe', 'script', 'style', 'serviceworker'].map(destination => ({
      name: `a device’s answer as ${destination}`,
      path: echo('nano'),
      ask: { headers: { 'Sec-Fetch-Dest': destination, 'Sec-Fetch-Site': 'same-origin' } },
      status: 403,
      body: '{"error":"not-a-page"}',
    })),
    ...['empty', 'image'].map(destination => ({
      name: `a device’s answer as ${destination}`,
      path: echo('nano'),
      ask: { headers: { 'Sec-Fetch-Dest': destination, 'Sec-Fetch-Site': 'same-origin' } },
      status: 200,
    })),
    {
      name: 'a cookie’s path',
      path: cookie('rack', 'auth_token=x; HttpOnly; Path=/'),
      headers: { 'set-cookie': [`auth_token=x; Path=/devices/rack/; HttpOnly${frame}`] },
    },
    {
      name: 'a cookie’s deeper path',
      path: cookie('nano', 'a=1; Path=/api'),
      headers: { 'set-cookie': [`a=1; Path=/devices/nano/api${frame}`] },
    },
    {
      name: 'a cookie’s SameSite',
      path: cookie('nano', 'a=1; Path=/; SameSite=Strict; Max-Age=5'),
      headers: { 'set-cookie': [`a=1; Path=/devices/nano/; Max-Age=5${frame}`] },
    },
    {
      name: 'a relative Location',
      path: redirect('nano', '/login?a=/b'),
      status: 302,
      headers: { location: '/devices/nano/login?a=/b' },
    },
    {
      name: 'an absolute Location',
      path: redirect('nano', `${device}/x/y`),
      status: 302,
      headers: { location: '/devices/nano/x/y' },
    },
    { name: 'the root as Location', path: redirect('rack', '/'), status: 302, headers: { location: '/devices/rack/' } },
    {
      name: 'a Location below a path',
      path: redirect('nano-2', '/base/x'),
      status: 302,
      headers: { location: '/devices/nano-2/x' },
    },
    ...[
      'https://other.example/x',
      '//other.example/x',
      '/\\\\other.example/x',
      '/\\other.example/x',
      'http://127.0.0.1:1/x',
      'javascript:alert(1)',
    ].flatMap(to => leavesDevice(`the Location ${to}`, redirect('nano', to))),
    ...leavesDevice('a Location of http’s other side', redirect('nano-2', `https://127.0.0.1/`), 'wants-https'),
    ...['../../rack/api', '../../../rack/api', '/devices/rack/api', '%2e%2e/..\\../rack/api'].flatMap(to =>
      leavesDevice(`the Location ${to}`, redirect('nano', to)),
    ),
    ...['/../rack/api', '/%2e%2e/rack/api', '=/devices/rack/'].flatMap(to => [
      {
        name: `the Location ${to} is the device’s own`,
        path: redirect('nano', to),
        status: 302,
        headers: { location: /^\/devices\/nano\/(?!.*(\.\.|%2e))/i },
        notIn: ['caddy', 'nginx'], // which take no such path apart
      },
      ...leavesDevice(`the Location ${to}`, redirect('nano', to)).slice(1),
    ]),
    { name: 'statuses travel', path: '/devices/rack/status?code=409', status: 409 },
    { name: 'a device’s own 502 is its own', path: '/devices/rack/status?code=502', status: 502, body: '{}' },
  ]
}

/** A redirect that leaves the device: an error, or in generated files a redirect to nowhere. */
function leavesDevice(name: string, path: string, error = 'malformed'): Case[] {
  return [
    { name, path, status: 502, body: `{"error":"${error}"}`, notIn: ['caddy', 'nginx'] },
    { name, path, status: 302, headers: { location: null }, notIn: ['npm start', 'caddy'] },
    { name, path, status: 302, headers: { location: '/devices/~elsewhere' }, notIn: ['npm start', 'nginx'] },
  ]
}

/** A Set-Cookie with its attributes in one order: servers write them as they like. */
export function normalisedCookie(line: string): string {
  const [pair = '', ...attributes] = line.split(';').map(part => part.trim())
  return [pair, ...attributes.map(attribute => attribute.toLowerCase()).sort()].join('; ')
}

export interface Echoed {
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** What `/echo` received. */
export function echoed({ body }: Answered): Echoed {
  return JSON.parse(body)
}
