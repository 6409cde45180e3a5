export interface PageRules {
  readonly adHoc: boolean
  /** Sites that may frame the console, with `mode=embed` only. */
  readonly embedOrigins: readonly string[]
  /**
   * `host:port` under which the page is asked for, and the folder it is served from (`/`, or what a proxy in front put
   * there): its scripts come from folders of it. Without one, as in development, from anywhere at the origin.
   */
  readonly place?: { readonly host: string; readonly path: string }
  /** Vite's development server: its one inline script (React refresh) carries this nonce. */
  readonly nonce?: string
  /** Whether this is for the page itself, and not for one of its parts. */
  readonly isDocument?: boolean
}

/** For answers that come from a device: were one a page, it must not run as if it were ours. */
export const deviceContentPolicy = 'sandbox'

/** Folders of the build that hold scripts; devices' files are at the same origin and in none of them. */
const scriptFolders = ['app', 'stack', 'later', 'assets'] as const

/** Sent with everything, devices' answers included. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/** Sent with a device's answers, which only our own page may use. */
export const deviceHeaders: Readonly<Record<string, string>> = {
  ...commonHeaders,
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** What no part of the console uses, so that nothing that gets into it does. */
const unused = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi', 'display-capture']

/** Sent with the console's own files, beside the policy; `mode` is the query's. */
export function pageHeaders(mode: string | undefined): Readonly<Record<string, string>> {
  return {
    ...commonHeaders,
    // A portal may open what it embeds in a window of its own too, and then needs its handle; a site that isolates itself
    // frames only what says so.
    'Cross-Origin-Opener-Policy': mode === 'embed' ? 'unsafe-none' : 'same-origin',
    'Cross-Origin-Resource-Policy': mode === 'embed' ? 'cross-origin' : 'same-origin',
    'Permissions-Policy': unused.map(feature => `${feature}=()`).join(', '),
  }
}

/**
 * A year of HTTPS only, for a name that is the console's own. Not for this computer's names and addresses: whatever else
 * runs on localhost would lose its plain HTTP.
 */
export function transportSecurity(name: string): Readonly<Record<string, string>> {
  const isLocal = name === 'localhost' || /^[\d.]+$/.test(name) || name.includes(':')
  return isLocal ? {} : { 'Strict-Transport-Security': 'max-age=31536000' }
}

/** The Content-Security-Policy of the console's own files; `mode` is the query's. */
export function contentPolicy(rules: PageRules, mode: string | undefined): string {
  return [...contentDirectives(rules), frameAncestors(rules, mode)].join('; ')
}

/**
 * Of the page itself and not of its workers, which have a policy of their own with each script's answer: text becomes no
 * markup and no code but through `default`, which src/app/trustOwnScripts.ts makes. Not in development: Vite's overlay is
 * made of markup.
 */
export const trustedTypes: readonly string[] = ["require-trusted-types-for 'script'", 'trusted-types default']

/** All of it but `frame-ancestors`, which depends on the request. */
export function contentDirectives({ adHoc, nonce, place, isDocument = false }: PageRules): string[] {
  const own = scriptSources(place)
  return [
    "default-src 'self'",
    `script-src ${own} 'wasm-unsafe-eval'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    // xterm writes two style elements, and the colours of its cells as style attributes; it takes no nonce for either.
    `style-src ${own} 'unsafe-inline'`,
    "img-src 'self' data: blob:",
    `connect-src 'self'${adHoc ? ' ws: wss:' : ''}`,
    // Vite's client waits for its server to come back in a worker made from a blob: vite dist/client/client.mjs
    `worker-src ${own}${nonce === undefined ? '' : ' blob:'}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ...(isDocument && nonce === undefined ? trustedTypes : []),
  ]
}

// `'self'` would be every path of the origin, /devices/ among them. CSP's grammar has no IPv6 addresses.
function scriptSources(place: PageRules['place']): string {
  if (place === undefined || place.host.startsWith('[')) return "'self'"
  return scriptFolders.map(folder => `${place.host}${place.path}${folder}/`).join(' ')
}

/** Who may frame the page. Only the embed mode has a message protocol that says what a host may do. */
export function frameAncestors({ embedOrigins }: PageRules, mode: string | undefined): string {
  return ["frame-ancestors 'self'", ...(mode === 'embed' ? embedOrigins : [])].join(' ')
}
