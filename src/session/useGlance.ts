import { useQuery } from '@tanstack/react-query'
import type { Device, DeviceEntry, DeviceFamily, Glance } from '../devices/device'
import { DeviceError } from '../devices/errors'
import { familyOf } from '../devices/registry'
import { queries } from './queries'

/** Each read is a request on the device: at most this often, and only while the page is visible. */
const everyMs = 30_000

export type GlanceState =
  /** Nobody asks this machine: it is open, it offers no harmless read, or the gateway holds no credentials for it. */
  | { readonly is: 'not-asked' }
  | { readonly is: 'asking' }
  | { readonly is: 'told'; readonly glance: Glance }
  | { readonly is: 'failed'; readonly why: DeviceError }

/**
 * What a machine that is not open tells to one harmless read, kept fresh while somebody looks.
 *
 * @example const glance = useGlance(entry, registry.peek(entry.id))
 */
export function useGlance(
  entry: DeviceEntry,
  open: Device | undefined,
  family: DeviceFamily<unknown> | undefined = familyOf(entry.family),
): GlanceState {
  const isAsked = (entry.held === true || entry.asks === false) && family?.peek !== undefined && !open
  const { data, error } = useQuery(
    {
      queryKey: [entry.id, 'glance'],
      queryFn: ({ signal }) => family?.peek?.(family.profile.fromEntry(entry, {}), signal) ?? null,
      enabled: isAsked,
      refetchInterval: everyMs,
      staleTime: everyMs,
    },
    queries,
  )
  if (!isAsked) return { is: 'not-asked' }
  if (error) return { is: 'failed', why: whyOf(error) }
  return data ? { is: 'told', glance: data } : { is: 'asking' }
}

/** Only credentials that the gateway holds are used: nobody has signed in who could be signed out. */
function whyOf(error: Error): DeviceError {
  if (!(error instanceof DeviceError)) return new DeviceError('bad-answer', { cause: error })
  return error.reason === 'session-over' ? new DeviceError('held-refused', { cause: error }) : error
}
