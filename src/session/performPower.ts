import type { PowerAction, PowerCapability, PowerOptions, PowerState } from '../devices/capabilities/power'
import { recordAction, recordResult } from '../stores/actions'
import { formatNumber } from '../words/format'
import { t } from '../words/words'
import { tellFailure } from './tellFailure'

/** How long the power lamp is watched after a press, ms: systems take their time to shut down. */
const watchedMs = 120_000

const expected: Readonly<Record<PowerAction, 'on' | 'off' | 'other'>> = {
  'power-on': 'on',
  'power-off': 'off',
  'force-off': 'off',
  shutdown: 'off',
  'press-power': 'other',
  reset: 'other',
  reboot: 'other',
}

/** These may well leave the lamp as it is, so that nothing is said when it did not change. */
const mayKeepLamp: readonly PowerAction[] = ['reset', 'reboot']

/**
 * Presses, writes it into the action log, and adds what the power lamp showed afterwards: "went off after 4.2 s". Never
 * rejects: a refusal is told. Resolves when the press was accepted or refused.
 */
export async function performPower(
  deviceId: string,
  power: PowerCapability,
  action: PowerAction,
  options: Pick<PowerOptions, 'pressMs'> = {},
): Promise<void> {
  const label = t(`power.action.${action}`)
  const sentAtMs = Date.now()
  const before = power.state.getState().power
  const result = watchLamp(power, action, before)
  try {
    await power.perform(action, options)
  } catch (error) {
    result.stop()
    tellFailure(deviceId, t('action.failed', { what: label }), error)
    return
  }
  const id = recordAction(deviceId, t('action.sent', { what: label }))
  void result.seen.then(seen => {
    if (seen === undefined) return
    const value = formatNumber((seen.atMs - sentAtMs) / 1000, 1)
    if (seen.changed)
      recordResult(id, seen.power === 'on' ? t('power.wentOn', { value }) : t('power.wentOff', { value }))
    else if (!mayKeepLamp.includes(action))
      recordResult(id, seen.power === 'on' ? t('power.stillOn', { value }) : t('power.stillOff', { value }))
  })
}

interface Seen {
  readonly atMs: number
  readonly power: 'on' | 'off'
  readonly changed: boolean
}

/** Watches from before the press: a machine may answer before it says that it accepted. Nothing where no lamp is told. */
function watchLamp(power: PowerCapability, action: PowerAction, before: PowerState['power']) {
  let stop = () => {}
  const seen = new Promise<Seen | undefined>(resolve => {
    const { state } = power
    const timer = setTimeout(() => end(false), watchedMs)
    const unsubscribe = state.subscribe(({ power: now }) => {
      if (now !== 'unknown' && now !== before && (expected[action] === 'other' || now === expected[action])) end(true)
    })
    function end(changed: boolean) {
      stop()
      const now = state.getState().power
      resolve(now === 'unknown' ? undefined : { atMs: Date.now(), power: now, changed })
    }
    stop = () => {
      clearTimeout(timer)
      unsubscribe()
    }
  })
  return { seen, stop: () => stop() }
}
