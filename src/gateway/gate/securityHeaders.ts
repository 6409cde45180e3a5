export interface PageRules {
  readonly adHoc: boolean
  /** Sites that may frame the console, with `mode=embed` only. */
  readonly embedOrigins: readonly string[]
  /** Vite's development server: its one inline script (React refresh) carries this nonce. */
  readonly nonce?: string
}

/** For answers that come from a device: were one a page, it must not run as if it were ours. */
export const deviceContentPolicy = 'sandbox'

/** Sent with everything, devices' answers included. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/** The Content-Security-Policy of the console's own files; `mode` is the query's. */
export function contentPolicy(rules: PageRules, mode: string | undefined): string {
  return [...contentDirectives(rules), frameAncestors(rules, mode)].join('; ')
}

/** All of it but `frame-ancestors`, which depends on the request. */
export function contentDirectives({ adHoc, nonce }: PageRules): string[] {
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "style-src 'self' 'unsafe-inline'", // xterm adds style elements
    "img-src 'self' data: blob:",
    `connect-src 'self'${adHoc ? ' ws: wss:' : ''}`,
    // Vite's client waits for its server to come back in a worker made from a blob: vite dist/client/client.mjs
    ...(nonce === undefined ? [] : ["worker-src 'self' blob:"]),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ]
}

/** Who may frame the page. Only the embed mode has a message protocol that says what a host may do. */
export function frameAncestors({ embedOrigins }: PageRules, mode: string | undefined): string {
  return ["frame-ancestors 'self'", ...(mode === 'embed' ? embedOrigins : [])].join(' ')
}
