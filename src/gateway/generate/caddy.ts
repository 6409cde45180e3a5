import { devicePrefix } from '../../lib/deviceId.ts'
import type { HttpRules } from '../../lib/gatewayFamily.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { deviceList } from '../gate/deviceList.ts'
import { destinations } from '../gate/ownPage.ts'
import {
  commonHeaders,
  contentPolicy,
  deviceContentPolicy,
  pageHeaders,
  transportSecurity,
} from '../gate/securityHeaders.ts'
import { neverFromDevices } from '../proxy/responseHeaders.ts'
import {
  deadAnswer,
  foreignAnswer,
  type GeneratedSite,
  heldHeaders,
  holdsHere,
  inertJson,
  limits,
  malformedAnswer,
  notPageAnswer,
  secretNotes,
  tokens,
  unknownDeviceAnswer,
  unknownPathAnswer,
} from './GeneratedSite.ts'

/** A Caddyfile (Caddy 2.6 and newer) with the routes and rules of `npm start`. */
export function caddyfile({ config, site, dist, websockify }: GeneratedSite): string {
  const adHoc = config.adHoc ?? false
  const rules = {
    adHoc,
    embedOrigins: Object.keys(config.embed.origins),
    place: { host: site.host, path: '/' },
  }
  const notes = secretNotes(config)
  return lines(
    '# Generated from wheelhouse.json by `npm run gateway -- caddy`; make changes there.',
    ...(notes.length === 0
      ? []
      : ['# Set these environment variables for Caddy:', ...notes.map(note => `#   ${note}`)]),
    ...(tokens(config).length === 0
      ? []
      : [`# Bridges go through websockify on ${websockify}: npm run gateway -- websockify > tokens`]),
    '',
    `${site.origin} {`,
    // Only what we never send ourselves: the site's own certificate stays Caddy's business.
    `\troot * ${quoted(dist)}`,
    ...ownPage,
    '\t@document path / /index.html',
    // The first `mode` counts, as in lib/launchMode.ts; its regular expressions cannot say "any name but this one", so what
    // comes before it may not begin with its letter or an encoded one.
    '\t@embed expression `{http.request.uri.query}.matches("^([a-ln-z][a-z_]*(=[^&]*)?&)*mode=embed(&|$)")`',
    ...config.devices.flatMap(basicMatcher),
    '\troute {',
    ...headers('', pageHeaders(undefined), site),
    ...headers('@embed ', pageHeaders('embed'), site),
    `\t\theader Content-Security-Policy ${quoted(contentPolicy(rules, undefined))}`,
    `\t\theader @document Content-Security-Policy ${quoted(contentPolicy({ ...rules, isDocument: true }, undefined))}`,
    `\t\theader @embed Content-Security-Policy ${quoted(contentPolicy({ ...rules, isDocument: true }, 'embed'))}`,
    ...answer('@foreign', foreignAnswer, 403),
    ...answer('@foreign_site', foreignAnswer, 403),
    ...answer('@not_a_page', notPageAnswer, 403),
    ...answer('/devices/~elsewhere', malformedAnswer, 502),
    ...answer('/devices.json', inertJson(deviceList(config, adHoc, holdsHere)), 200),
    ...tokens(config).flatMap(({ path, token }) => bridge(path, token, websockify)),
    ...config.devices.flatMap(device => deviceRoute(device, rules.embedOrigins.length > 0)),
    ...answer('/devices', unknownDeviceAnswer, 404),
    ...answer('/devices/*', unknownDeviceAnswer, 404),
    '\t\tencode gzip',
    '\t\tfile_server',
    '\t}',
    '\thandle_errors {',
    '\t\t@dead {',
    '\t\t\tpath /devices/*',
    '\t\t\texpression {http.error.status_code} >= 500',
    '\t\t}',
    ...answer('@dead', deadAnswer, 502),
    '\t\trespond "{http.error.status_code} {http.error.status_text}"',
    '\t}',
    '}',
    '',
  )
}

// Upgrades are judged by Origin alone; a request with neither header passes.
const ownPage = [
  '\t@foreign {',
  '\t\tpath /devices /devices/* /devices.json',
  '\t\texpression `{http.request.header.Origin} != "" && {http.request.header.Origin} != {http.request.scheme} + "://" + {http.request.hostport}`',
  '\t}',
  '\t@foreign_site {',
  '\t\tpath /devices /devices/* /devices.json',
  '\t\theader Sec-Fetch-Site cross-site',
  '\t\theader Sec-Fetch-Site same-site',
  '\t\tnot header Upgrade websocket',
  '\t}',
  '\t@not_a_page {',
  '\t\tpath /devices/*',
  '\t\theader Sec-Fetch-Dest *',
  `\t\tnot header_regexp Sec-Fetch-Dest (?i)^(${destinations.join('|')})$`,
  '\t\tnot header Upgrade websocket',
  '\t}',
]

function deviceRoute(device: GatewayDevice, framed: boolean): string[] {
  const { id, name, family, url } = device
  const { http } = family
  const prefix = devicePrefix(id)
  const head = [
    '',
    `\t\t# ${name.replace(/[\r\n]/g, ' ')} (${family.label})`,
    ...limits(device).map(said => `\t\t# ${said}`),
  ]
  if (url === undefined || http === undefined) return [...head, ...answer(`${prefix}*`, unknownPathAnswer, 404)]
  const base = url.pathname.replace(/\/$/, '')
  return [
    ...head,
    `\t\thandle_path ${prefix}* {`,
    `\t\t\theader Content-Security-Policy ${deviceContentPolicy}`,
    '\t\t\theader Cross-Origin-Resource-Policy same-origin',
    '\t\t\theader ?Cache-Control no-store',
    ...(base === '' ? [] : [`\t\t\trewrite * ${base}{uri}`]),
    ...(device.credentials === undefined && http.basicCookie !== undefined
      ? [`\t\t\trequest_header @basic_${id} Authorization "Basic {http.regexp.basic_${id.replaceAll('-', '_')}.1}"`]
      : []),
    `\t\t\treverse_proxy ${url.origin} {`,
    ...requestRules(device, http),
    ...responseRules(device, framed),
    // No flush_interval: answers without a length, as all streams are, are flushed at once anyway, and with -1 Caddy keeps
    // reading a stream whose page has left: caddyserver/caddy modules/caddyhttp/reverseproxy/streaming.go
    ...transport(device),
    '\t\t\t}',
    '\t\t}',
  ]
}

function requestRules(device: GatewayDevice, http: HttpRules): string[] {
  const { url } = device
  return [
    `header_up Host ${url?.host}`,
    http.origin === 'remove' ? 'header_up -Origin' : `header_up Origin ${url?.origin}`,
    'header_up X-Forwarded-For {remote_host}',
    'header_up X-Forwarded-Proto {scheme}',
    ...['X-Forwarded-Host', 'Forwarded', 'X-Real-IP', 'Sec-Fetch-*', 'Referer'].map(name => `header_up -${name}`),
    ...(http.cookies === 'drop' ? ['header_up -Cookie'] : []),
    ...heldHeaders(device, variable => `{env.${variable}}`, inert).map(
      ([name, value]) => `header_up ${name} ${quoted(value)}`,
    ),
  ].map(line => `\t\t\t\t${line}`)
}

function responseRules({ id, url }: GatewayDevice, framed: boolean): string[] {
  const prefix = devicePrefix(id)
  const base = (url?.pathname ?? '/').replace(/\/$/, '')
  const origin = escaped(url?.origin ?? '')
  return [
    ...neverFromDevices.map(name => `header_down -${canonical(name)}`),
    // Said by the site already, and Caddy adds what an upstream says instead of replacing.
    ...Object.keys(commonHeaders).map(name => `header_down -${name}`),
    // Regular expressions here are Go's, without look-ahead: what is good gets a mark, and what has none goes nowhere.
    'header_down Location "^=.*$" "no"',
    String.raw`header_down Location "^.*(?:\x5c|(?i:\.|%2e){2}|(?i:/devices/)).*$" "no"`,
    `header_down Location "^${escaped(base)}/([^/].*)?$" "=${prefix}$1"`,
    `header_down Location "^${origin}${escaped(base)}/+(.*)$" "=${prefix}$1"`,
    'header_down Location "^[^=].*$" "/devices/~elsewhere"',
    'header_down Location "^=(.*)$" "$1"',
    // An empty replacement would make the pattern the value, so something is always put back.
    'header_down Set-Cookie "(?i)([^;]);[ \\t]*Domain[ \\t]*=[^;]*" "$1"',
    `header_down Set-Cookie "(?i);[ \\t]*Path[ \\t]*=[ \\t]*/" "; Path=${prefix}"`,
    ...(framed
      ? [
          'header_down Set-Cookie "(?i)([^;])(?:; *(?:SameSite=[^;]*|Secure|Partitioned))+" "$1"',
          'header_down Set-Cookie "$" "; SameSite=None; Secure; Partitioned"',
        ]
      : []),
  ].map(line => `\t\t\t\t${line}`)
}

function transport({ url, tls }: GatewayDevice): string[] {
  const rules = [
    'versions 1.1',
    'dial_timeout 10s',
    'keepalive off', // KasmVNC closes after each answer, and a stale connection would lose a POST
    'compression off',
    ...(url?.protocol !== 'https:'
      ? []
      : [
          ...(tls.verify ? ['tls'] : ['tls_insecure_skip_verify']),
          ...(tls.ca === undefined ? [] : [`tls_trusted_ca_certs ${quoted(tls.ca.file)}`]),
          ...(tls.name === undefined ? [] : [`tls_server_name ${tls.name}`]),
        ]),
  ]
  return ['\t\t\t\ttransport http {', ...rules.map(rule => `\t\t\t\t\t${rule}`), '\t\t\t\t}']
}

function basicMatcher({ id, family, credentials }: GatewayDevice): string[] {
  const cookie = family.http?.basicCookie
  if (cookie === undefined || credentials !== undefined) return []
  const name = `basic_${id.replaceAll('-', '_')}`
  return [`\t@basic_${id} header_regexp ${name} Cookie "(?:^|; *)${cookie}=([A-Za-z0-9+/]+={0,2})(?:;|$)"`]
}

function bridge(path: string, token: string, websockify: string): string[] {
  return [
    '',
    `\t\thandle ${path} {`,
    `\t\t\trewrite * /websockify?token=${token}`,
    `\t\t\treverse_proxy ${websockify} {`,
    '\t\t\t\theader_up -Cookie',
    '\t\t\t\theader_up -Authorization',
    '\t\t\t}',
    '\t\t}',
  ]
}

function headers(matcher: string, said: Readonly<Record<string, string>>, site: URL): string[] {
  const secured = site.protocol === 'https:' ? transportSecurity(site.hostname) : {}
  return Object.entries({ ...said, ...secured }).map(([name, value]) => `\t\theader ${matcher}${name} ${quoted(value)}`)
}

function answer(matcher: string, json: string, status: number): string[] {
  return [
    `\t\thandle ${matcher} {`,
    '\t\t\theader Content-Type application/json',
    '\t\t\theader Cache-Control no-store',
    `\t\t\trespond \`${json}\` ${status}`,
    '\t\t}',
  ]
}

// Caddy takes a brace after a backslash for a brace: caddyserver/caddy replacer.go
function inert(text: string): string {
  return text.replace(/[{}]/g, '\\$&')
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"` // only the quotation mark is special: a backslash stays one
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function canonical(name: string): string {
  return name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase())
}

function lines(...all: string[]): string {
  return all.join('\n')
}
