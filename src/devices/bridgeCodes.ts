import type { DeviceReason } from './errors'

/** Close codes of the gateway's bridges: what their connection to the machine met. */
export const bridgeCodes: Readonly<Record<number, DeviceReason>> = {
  4001: 'gateway-refused',
  4002: 'gateway-unreachable',
  4003: 'gateway-dns',
  4004: 'gateway-tls-untrusted',
  4005: 'gateway-timeout',
  4006: 'gateway-malformed',
  4007: 'gateway-too-many',
}

/** websockify accepts, then closes so when it cannot reach its target (novnc/websockify websocketproxy.py). */
export const websockifyNoTarget = 1011
