import type { GatewayConfig, GatewayDevice } from '../config/GatewayConfig.ts'

/** What a generated file needs beside wheelhouse.json. */
export interface GeneratedSite {
  readonly config: GatewayConfig
  /** Where the console is asked for: `https://console.example`, or `http://127.0.0.1:8080` for a trial. */
  readonly site: URL
  /** Folder with the built page, on the machine that serves it. */
  readonly dist: string
  /** `host:port` of websockify, which the bridges go through. */
  readonly websockify: string
  /** Certificate and key, for servers that do not get their own. */
  readonly cert: string
  readonly key: string
}

/** Of all failures, because neither server tells a page why an upstream did not answer. */
export const deadAnswer = JSON.stringify({ error: 'unreachable' })
export const foreignAnswer = JSON.stringify({ error: 'foreign-origin' })
export const notPageAnswer = JSON.stringify({ error: 'not-a-page' })
export const malformedAnswer = JSON.stringify({ error: 'malformed' })
export const unknownDeviceAnswer = JSON.stringify({ error: 'unknown-device' })
export const unknownPathAnswer = JSON.stringify({ error: 'unknown-path' })

/** The environment variable that a generated file takes a secret from: `build-01` gives `BUILD_01_AUTHORIZATION`. */
function secretVariable({ id, family }: GatewayDevice): string {
  const suffix = family.held.kind === 'basic' ? 'AUTHORIZATION' : 'PASSWORD'
  const name = `${id.toUpperCase().replaceAll('-', '_')}_${suffix}`
  return /^\d/.test(name) ? `_${name}` : name // shells take no name that begins with a digit
}

/**
 * JSON that a server may print from its configuration: what it would read as a variable or a quotation inside a text is
 * written as an escape, which JSON allows for any character.
 */
export function inertJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, text => text.replace(/[{}$`]/g, escaped))
}

/** The headers that sign a device's requests in; `secret` is how the file writes a variable, `literal` any text. */
export function heldHeaders(
  device: GatewayDevice,
  secret: (variable: string) => string,
  literal: (text: string) => string = text => text,
): [string, string][] {
  const { held } = device.family
  if (device.credentials === undefined) return []
  if (held.kind === 'basic') return [['Authorization', secret(secretVariable(device))]]
  if (held.kind !== 'headers') return []
  return [
    [held.username, literal(device.credentials.username ?? '')],
    [held.password, secret(secretVariable(device))],
  ]
}

/** Whether a generated file signs a device's requests in: sessions and RFB handshakes are beyond it. */
export function holdsHere(device: GatewayDevice): boolean {
  return heldHeaders(device, name => name).length > 0
}

/** What of an entry this file cannot do, one sentence each; it stands in the file as a comment. */
export function limits(device: GatewayDevice): string[] {
  const { family, credentials, tls } = device
  const said: string[] = []
  if (credentials && (family.held.kind === 'session' || family.held.kind === 'rfb')) {
    said.push(`The credentials of ${device.id} cannot be held here: the page asks the operator instead.`)
  }
  if (tls.pin !== undefined) {
    said.push(
      `A pinned fingerprint cannot be checked here: the certificate of ${device.id} must be one that the system trusts, or be named by "tls": { "ca": … }.`,
    )
  }
  return said
}

/** What has to be set before the server starts, one sentence each. */
export function secretNotes(config: GatewayConfig): string[] {
  return config.devices.flatMap(device => {
    if (!holdsHere(device)) return []
    const variable = secretVariable(device)
    return device.family.held.kind === 'basic'
      ? [`${variable}: "Basic " and the base64 of "${device.credentials?.username ?? ''}:password"`]
      : [`${variable}: the password of "${device.credentials?.username ?? ''}" at ${device.id}`]
  })
}

/** The bridges of a configuration, as websockify's tokens. */
export function tokens({ devices }: GatewayConfig): { token: string; path: string; target: string }[] {
  return devices.flatMap(({ id, screen, terminal }) =>
    (['screen', 'terminal'] as const).flatMap(kind => {
      const target = kind === 'screen' ? screen : terminal
      if (target === undefined) return []
      const host = target.host.includes(':') ? `[${target.host}]` : target.host
      return [{ token: `${id}-${kind}`, path: `/devices/${id}/~${kind}`, target: `${host}:${target.port}` }]
    }),
  )
}
