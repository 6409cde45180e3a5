import { isIP } from 'node:net'
import { devicePrefix } from '../../lib/deviceId.ts'
import type { HttpRules } from '../../lib/gatewayFamily.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { deviceList } from '../gate/deviceList.ts'
import { destinations } from '../gate/ownPage.ts'
import {
  commonHeaders,
  contentDirectives,
  deviceContentPolicy,
  deviceHeaders,
  frameAncestors,
  pageHeaders,
  transportSecurity,
  trustedTypes,
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
  notPageAnswer,
  secretNotes,
  tokens,
  unknownDeviceAnswer,
  unknownPathAnswer,
} from './GeneratedSite.ts'

/** What belongs into nginx's `http { … }` (nginx 1.19.3 and newer), with the routes and rules of `npm start`. */
export function nginxConf(generated: GeneratedSite): string {
  const { config, dist, websockify } = generated
  const adHoc = config.adHoc ?? false
  const { site } = generated
  const rules = {
    adHoc,
    embedOrigins: Object.keys(config.embed.origins),
    place: { host: site.host, path: '/' },
  }
  const framed = rules.embedOrigins.length > 0
  const page = headers(`${contentDirectives(rules).join('; ')}; $wh_types$wh_ancestors`, site)
  return [
    '# Generated from wheelhouse.json by `npm run gateway -- nginx`; make changes there. Include it inside http { … }.',
    ...secretComment(generated),
    ...(tokens(config).length === 0
      ? []
      : [`# Bridges go through websockify on ${websockify}: npm run gateway -- websockify > tokens`]),
    '# nginx looks names up once, when it starts, and does not start when one is unknown.',
    '',
    ...maps(frameAncestors(rules, undefined), frameAncestors(rules, 'embed')),
    ...config.devices.flatMap(locationMap),
    ...config.devices.flatMap(upstream),
    ...listen(generated),
    `    root ${quoted(dist)};`,
    '    absolute_redirect off;',
    '    merge_slashes off;',
    '    client_max_body_size 0;',
    '    error_page 502 504 = @wh_dead;',
    '',
    '    location / {',
    ...page,
    '        index index.html;',
    '        try_files $uri $uri/ =404;',
    '    }',
    ...answer('= /devices.json', inertJson(deviceList(config, adHoc, holdsHere)), 200, page),
    ...tokens(config).flatMap(({ path, token }) => bridge(path, token, websockify)),
    ...config.devices.flatMap(device => deviceLocation(device, framed, page)),
    ...answer('= /devices', unknownDeviceAnswer, 404, page),
    ...answer('/devices/', unknownDeviceAnswer, 404, page),
    '    location @wh_dead {',
    ...page,
    '        default_type application/json;',
    `        return 502 ${quoted(deadAnswer)};`,
    '    }',
    '}',
    '',
  ].join('\n')
}

function secretComment({ config }: GeneratedSite): string[] {
  const notes = secretNotes(config)
  if (notes.length === 0) return []
  const names = notes.map(note => `$${note.replace(/:.*/s, '')}`).join(' ')
  return [
    '# nginx reads no environment: fill these variables in once, into a file that only nginx may read:',
    `#   envsubst '${names}' < THIS_FILE > /etc/nginx/conf.d/wheelhouse.conf`,
    ...notes.map(note => `#   ${note}`),
  ]
}

function maps(ancestors: string, embedAncestors: string): string[] {
  return [
    'geo $wh_dollar { default "$"; }', // nginx has no escape for it
    'map $http_upgrade $wh_connection { default upgrade; "" close; }',
    '# The first `mode` counts, under exactly that name: $arg_mode would take `Mode` for it too.',
    'map $args $wh_embed { default ""; "~^(?:(?!mode[=&])[A-Za-z_]+(?:=[^&]*)?&)*mode=embed(?:&|$)" embed; }',
    `map $wh_embed $wh_ancestors { default ${quoted(ancestors)}; embed ${quoted(embedAncestors)}; }`,
    ...(['Cross-Origin-Opener-Policy', 'Cross-Origin-Resource-Policy'] as const).map(
      name =>
        `map $wh_embed ${isolationVariable(name)} { default ${pageHeaders(undefined)[name]}; embed ${pageHeaders('embed')[name]}; }`,
    ),
    `map "$http_upgrade|$http_sec_fetch_dest" $wh_not_page { default 1; "~^[^|]" 0; "|" 0; "~*^\\|(${destinations.join('|')})$" 0; }`,
    `map $uri $wh_types { default ""; /index.html ${quoted(`${trustedTypes.join('; ')}; `)}; }`,
    'map $upstream_http_cache_control $wh_cache { default ""; "" no-store; }',
    '# Only our own page: Origin must be ours; without an upgrade, Sec-Fetch-Site too. Neither header: curl, passes.',
    'map "$http_origin|$scheme://$http_host" $wh_own_origin { default 0; "~^\\|" 1; "~^(.+)\\|\\1$" 1; }',
    'map "$http_upgrade|$http_sec_fetch_site" $wh_other_site { default 0; "|cross-site" 1; "|same-site" 1; }',
    'map "$wh_own_origin$wh_other_site" $wh_foreign { default 1; "10" 0; }',
    '# The path as the browser wrote it: nginx itself would decode and merge what a device may need.',
    'map $request_uri $wh_path { default /; "~^/devices/[^/?]+(/.*)$" $1; }',
    'map $cookie_wh_basic $wh_basic { default $http_authorization; "~^[A-Za-z0-9+/]+=*$" "Basic $cookie_wh_basic"; }',
    '',
  ]
}

/** What becomes of a device's `Location`: its own paths get the prefix, and what leaves it is left out. */
function locationMap({ id, url, family }: GatewayDevice): string[] {
  if (url === undefined || family.http === undefined) return []
  // A backslash by its number: nginx's own quotes would take one of two away.
  const good = String.raw`(?!.*(?:\.|%2e){2})(?!.*\x5c)(?!.*/devices/)`
  const origin = escaped(url.origin)
  const base = escaped(url.pathname.replace(/\/$/, ''))
  const prefix = devicePrefix(id)
  const own = base === '' ? '' : `"~*^${good}(?:${origin})?${base}/+(?<wh_own>.*)$" "${prefix}$wh_own"; `
  const outer = `"~*^${good}(?:${origin}/*|/(?!/))(?<wh_rest>.*)$" "${prefix}$wh_rest";`
  return [`map $upstream_http_location $wh_location_${id.replaceAll('-', '_')} { default ""; ${own}${outer} }`]
}

function upstream({ id, url }: GatewayDevice): string[] {
  if (url === undefined) return []
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return [`upstream wh_${id} { server ${url.hostname}:${port}; }`]
}

function listen({ site, cert, key }: GeneratedSite): string[] {
  const port = site.port === '' ? (site.protocol === 'https:' ? '443' : '80') : site.port
  const address = /^[\d.]+$/.test(site.hostname) ? `${site.hostname}:${port}` : port
  const tls =
    site.protocol === 'https:'
      ? [`    ssl_certificate ${quoted(cert)};`, `    ssl_certificate_key ${quoted(key)};`]
      : []
  const how = site.protocol === 'https:' ? ' ssl' : ''
  return [
    '',
    '# Any other host name is somebody else’s, perhaps one that was pointed here.',
    `server { listen ${address}${how} default_server; server_name _; merge_slashes off; ${tls.join(' ').replace(/ +/g, ' ')} return 421; }`,
    '',
    'server {',
    `    listen ${address}${how === '' ? '' : ' ssl http2'};`,
    `    server_name ${site.hostname};`,
    ...tls,
  ]
}

function deviceLocation(device: GatewayDevice, framed: boolean, page: readonly string[]): string[] {
  const { id, name, family, url } = device
  const { http } = family
  const prefix = devicePrefix(id)
  const head = ['', `    # ${name.replace(/[\r\n]/g, ' ')} (${family.label})`, ...limitsHere(device)]
  // nginx would send the path without the slash there by itself.
  const bare = answer(`= ${prefix.slice(0, -1)}`, unknownDeviceAnswer, 404, page)
  if (url === undefined || http === undefined) {
    return [...head, ...bare, ...answer(`^~ ${prefix}`, unknownPathAnswer, 404, page)]
  }
  const base = url.pathname.replace(/\/$/, '')
  const pass = `proxy_pass ${url.protocol}//wh_${id}${base}$wh_path;`
  return [
    ...head,
    ...bare,
    `    location ^~ ${prefix} {`,
    ...refuseDevice,
    ...deviceSays(id),
    ...[
      pass,
      'proxy_http_version 1.1;',
      'proxy_connect_timeout 10s;',
      'proxy_read_timeout 7d;',
      'proxy_send_timeout 7d;',
      ...requestRules(device, http),
      ...neverFromDevices.map(header => `proxy_hide_header ${header};`),
      ...Object.keys(commonHeaders).map(header => `proxy_hide_header ${header};`),
      ...cookieRules(prefix, framed),
      'proxy_redirect off;',
      'proxy_hide_header Location;',
      ...certificateRules(device),
    ].map(line => `        ${line}`),
    ...unbuffered(prefix, pass, http).map(line => `        ${line}`),
    '    }',
  ]
}

// A location inside another inherits its headers, and neither `if` nor `proxy_pass`.
function unbuffered(prefix: string, pass: string, { streams, uploads }: HttpRules): string[] {
  return [...new Set([...streams, ...uploads])].flatMap(path => [
    `location ^~ ${prefix}${path.slice(1)} {`,
    ...refuseDevice.map(line => line.replace(/^ {4}/, '')),
    `    ${pass}`,
    ...(streams.includes(path) ? ['    proxy_buffering off;'] : []),
    ...(uploads.includes(path) ? ['    proxy_request_buffering off;'] : []),
    '}',
  ])
}

// X509_check_host, not X509_check_ip: nginx src/event/ngx_event_openssl.c, ngx_ssl_check_host
function limitsHere(device: GatewayDevice): string[] {
  const { id, url, tls } = device
  const isAddress = url?.protocol === 'https:' && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0
  const said = limits(device)
  if (isAddress && tls.verify && tls.name === undefined) {
    said.push(`nginx compares names only, never addresses: give ${id} a "tls": { "name": … } that its certificate has.`)
  }
  return said.map(sentence => `    # ${sentence}`)
}

function requestRules(device: GatewayDevice, http: HttpRules): string[] {
  const { url } = device
  const set: [string, string][] = [
    ['Host', url?.host ?? ''],
    ['Origin', http.origin === 'remove' ? '' : (url?.origin ?? '')],
    ['Upgrade', '$http_upgrade'],
    ['Connection', '$wh_connection'],
    ['X-Forwarded-For', '$remote_addr'],
    ['X-Forwarded-Proto', '$scheme'],
    ...['X-Forwarded-Host', 'Forwarded', 'X-Real-IP', 'Referer'].map((name): [string, string] => [name, '']),
    ...['Site', 'Mode', 'Dest', 'User'].map((name): [string, string] => [`Sec-Fetch-${name}`, '']),
    ...(http.cookies === 'drop' ? [['Cookie', ''] as [string, string]] : []),
    ...(http.basicCookie !== undefined && device.credentials === undefined
      ? [['Authorization', '$wh_basic'] as [string, string]]
      : []),
    ...heldHeaders(
      device,
      variable => `\${${variable}}`,
      text => text.replaceAll('$', `\${wh_dollar}`),
    ),
  ]
  return set.map(([name, value]) => `proxy_set_header ${name} ${quoted(value)};`)
}

function cookieRules(prefix: string, framed: boolean): string[] {
  // What is not replaced, such as Domain, is switched off by a rule that takes nothing away but it.
  return [
    'proxy_cookie_domain ~.* $host;',
    framed ? `proxy_cookie_path ~^/(.*)$ "${prefix}$1; Partitioned";` : `proxy_cookie_path / ${prefix};`,
    ...(framed ? ['proxy_cookie_flags ~ secure samesite=none;'] : []),
  ]
}

function certificateRules({ url, tls }: GatewayDevice): string[] {
  if (url?.protocol !== 'https:') return []
  const name = tls.name ?? url.hostname
  const names = [`proxy_ssl_name ${name};`, 'proxy_ssl_server_name on;']
  if (!tls.verify) return names
  const trusted = tls.ca?.file ?? '/etc/ssl/certs/ca-certificates.crt'
  return [
    ...names,
    'proxy_ssl_verify on;',
    'proxy_ssl_verify_depth 4;',
    `proxy_ssl_trusted_certificate ${quoted(trusted)};`,
  ]
}

const refuseForeign = [
  '        default_type application/json;',
  `        if ($wh_foreign) { return 403 '${foreignAnswer}'; }`,
]
const refuseDevice = [...refuseForeign, `        if ($wh_not_page) { return 403 '${notPageAnswer}'; }`]

function bridge(path: string, token: string, websockify: string): string[] {
  return [
    '',
    `    location = ${path} {`,
    ...refuseDevice,
    ...[
      `set $args token=${token};`, // replaced, not appended to: the page's own query must not become part of the token
      `proxy_pass http://${websockify}/websockify;`,
      'proxy_http_version 1.1;',
      'proxy_set_header Upgrade $http_upgrade;',
      'proxy_set_header Connection $wh_connection;',
      'proxy_set_header Cookie "";',
      'proxy_set_header Authorization "";',
      'proxy_buffering off;',
      'proxy_read_timeout 7d;',
      'proxy_send_timeout 7d;',
    ].map(line => `        ${line}`),
    '    }',
  ]
}

function answer(location: string, json: string, status: number, said: readonly string[]): string[] {
  return [
    `    location ${location} {`,
    ...refuseForeign,
    ...said,
    '        add_header Cache-Control no-store always;',
    `        return ${status} ${quoted(json)};`,
    '    }',
  ]
}

// `add_header` is inherited only where a location has none of its own, so every location says them all.
function headers(policy: string, site: URL): string[] {
  const secured = site.protocol === 'https:' ? transportSecurity(site.hostname) : {}
  const said = Object.entries({ ...pageHeaders(undefined), ...secured, 'Content-Security-Policy': policy })
  return said.map(([name, value]) => {
    const isIsolation = name === 'Cross-Origin-Opener-Policy' || name === 'Cross-Origin-Resource-Policy'
    return addHeader(name, isIsolation ? isolationVariable(name) : quoted(value))
  })
}

function deviceSays(id: string): string[] {
  return [
    ...Object.entries(deviceHeaders).map(([name, value]) => addHeader(name, quoted(value))),
    addHeader('Content-Security-Policy', deviceContentPolicy),
    addHeader('Cache-Control', '$wh_cache'),
    addHeader('Location', `$wh_location_${id.replaceAll('-', '_')}`),
  ]
}

function addHeader(name: string, value: string): string {
  return `        add_header ${name} ${value} always;`
}

function isolationVariable(name: 'Cross-Origin-Opener-Policy' | 'Cross-Origin-Resource-Policy'): string {
  return name === 'Cross-Origin-Opener-Policy' ? '$wh_opener' : '$wh_resource'
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
