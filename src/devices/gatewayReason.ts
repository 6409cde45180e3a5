import type { DeviceReason } from './errors'

const reasons: Readonly<Record<string, DeviceReason>> = {
  'unknown-device': 'unknown-device',
  'foreign-origin': 'gateway-forbidden',
  refused: 'gateway-refused',
  unreachable: 'gateway-unreachable',
  dns: 'gateway-dns',
  'tls-untrusted': 'gateway-tls-untrusted',
  timeout: 'gateway-timeout',
  malformed: 'gateway-malformed',
  'wants-https': 'gateway-wants-https',
  'too-many': 'gateway-too-many',
}

/** What the gateway says in its `{ "error": "…" }`; `undefined` for an answer that is not its own. */
export function gatewayReason(body: string): DeviceReason | undefined {
  const word = /^\s*\{\s*"error"\s*:\s*"([a-z-]+)"/.exec(body)?.[1]
  return word !== undefined && Object.hasOwn(reasons, word) ? reasons[word] : undefined
}
