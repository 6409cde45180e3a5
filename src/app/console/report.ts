import type { LinkState } from '../../devices/device'
import type { DeviceError } from '../../devices/errors'

export interface ReportFacts {
  readonly deviceId: string
  readonly why: DeviceError
  readonly atMs: number
  readonly attempt: number | undefined
  readonly phase: LinkState['phase']
  readonly lastFrameAtMs: number | undefined
}

/**
 * What an operator hands to whoever looks into it: plain English, whatever the page's language. No address, no user name
 * and nothing typed is in it; `detail` is the machine's own text, which the contract keeps free of secrets.
 */
export function reportOf({ deviceId, why, atMs, attempt, phase, lastFrameAtMs }: ReportFacts): string {
  const lines: readonly (readonly [string, string | number | undefined])[] = [
    ['machine', deviceId],
    ['time', new Date(atMs).toISOString()],
    ['state', phase],
    ['reason', why.reason],
    ['kind', why.kind],
    ['code', why.code],
    ['detail', why.detail],
    ['attempt', attempt],
    ['last picture', lastFrameAtMs && new Date(lastFrameAtMs).toISOString()],
    ['secure page', String(window.isSecureContext)],
    ['online', String(navigator.onLine)],
    ['browser', navigator.userAgent],
  ]
  return ['Wheelhouse report', ...lines.filter(([, value]) => value !== undefined).map(([k, v]) => `${k}: ${v}`)].join(
    '\n',
  )
}
