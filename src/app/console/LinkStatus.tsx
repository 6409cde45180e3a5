import type { Device } from '../../devices/device'
import { type LinkName, linkName } from '../../session/linkName'
import { useMaybe } from '../../session/useMaybe'
import { useReadable } from '../../session/useReadable'
import { Lamp, type LampState, type LampTone } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'
import { formatNumber, formatSpan } from '../../words/format'

const lamps: Readonly<Record<LinkName, readonly [LampState, LampTone]>> = {
  connected: ['on', 'ok'],
  connecting: ['busy', 'ink'],
  reconnecting: ['busy', 'warn'],
  disconnected: ['off', 'ink'],
  signIn: ['unknown', 'warn'],
}

/**
 * The state of the link in one word, as a live region named `Connection`. The round trip stands beside it, not in it:
 * a figure that changes every second is not to be read out every second.
 */
export function LinkStatus({ device, compact }: { device: Device | undefined; compact: boolean }) {
  const t = useWords()
  const link = useMaybe(device?.link)
  const name: LinkName = link ? linkName(link) : 'disconnected'
  const [state, tone] = lamps[name]
  return (
    <div className="flex h-7 shrink-0 items-center gap-2 rounded-full border border-line-strong px-3 font-medium whitespace-nowrap">
      <Lamp state={state} tone={tone} />
      <span role="status" aria-label={t('link.name')} data-link={name}>
        {t(`link.${name}`)}
      </span>
      {device && name === 'connected' && !compact && <RoundTrip device={device} />}
    </div>
  )
}

function RoundTrip({ device }: { device: Device }) {
  const t = useWords()
  const stats = useReadable(device.capabilities, capabilities => capabilities.stats)
  const { roundTripMs, overdueMs } = useMaybe(stats?.own.latest) ?? {}
  if (overdueMs !== undefined) {
    return <span className="text-warn tabular-nums">· {t('status.overdue', { span: formatSpan(overdueMs) })}</span>
  }
  if (roundTripMs === undefined) return null
  return (
    // As wide for 2 ms as for 200: a bar that moves every second is pressed beside its buttons.
    <span className="min-w-13 text-ink-2 tabular-nums">
      · {t('status.milliseconds', { value: formatNumber(roundTripMs) })}
    </span>
  )
}
