import type { PowerAction, PowerCapability, PowerOptions, PowerTarget } from '../devices/capabilities/power'
import { mayBeDone } from '../devices/mayBeDone'
import { actions, recordAction, recordResult } from '../stores/actions'
import { formatNumber } from '../words/format'
import { t } from '../words/words'
import { nameOfTarget } from './nameOfTarget'
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

/** These may well leave the lamp as it is: that it did not change says nothing of them. */
const mayKeepLamp: readonly PowerAction[] = ['reset', 'reboot']

interface PowerChoices extends Pick<PowerOptions, 'pressMs'> {
  /** Which of several machines `power` is of: log and notices name it. */
  readonly target?: PowerTarget | undefined
}

/**
 * Presses, writes it into the action log, and adds what the power lamp showed afterwards: "went off after 4.2 s", that it
 * stayed, or that nothing tells. Never rejects: a refusal is told, and where the answer was lost, that and what the lamp
 * then shows. Resolves when the press was accepted or refused.
 */
export async function performPower(
  deviceId: string,
  power: PowerCapability,
  action: PowerAction,
  { target, ...options }: PowerChoices = {},
): Promise<void> {
  const what = t(`power.action.${action}`)
  const label = target ? t('power.of', { what, target: nameOfTarget(target) }) : what
  const sentAtMs = Date.now()
  const result = watchLamp(power, action)
  const tellResult = (id: number) => {
    // Nothing will ever tell: that is known now.
    if (power.isSilent) {
      result.stop()
      return recordResult(id, t('power.untold'))
    }
    void result.seen.then(seen => {
      const value = formatNumber(((seen?.atMs ?? 0) - sentAtMs) / 1000, 1)
      if (!seen) recordResult(id, t('power.untold'))
      else if (seen.changed)
        recordResult(id, seen.power === 'on' ? t('power.wentOn', { value }) : t('power.wentOff', { value }))
      else if (mayKeepLamp.includes(action)) recordResult(id, t('power.unshown'))
      else recordResult(id, seen.power === 'on' ? t('power.stillOn', { value }) : t('power.stillOff', { value }))
    })
  }
  try {
    await power.perform(action, options)
  } catch (error) {
    if (!mayBeDone(error)) result.stop()
    tellFailure(deviceId, t('action.failed', { what: label }), error, label)
    // The lamp shows what the answer would have.
    const told = actions.getState().done.at(-1)
    if (mayBeDone(error) && told?.failed === 'unknown') tellResult(told.id)
    return
  }
  tellResult(recordAction(deviceId, t('action.sent', { what: label })))
}

interface Seen {
  readonly atMs: number
  readonly power: 'on' | 'off'
  readonly changed: boolean
}

/**
 * Watches from before the press: a machine may answer before it says that it accepted. Nothing where no lamp is told, at
 * the end or before: what was not known then did not change.
 */
function watchLamp({ state }: PowerCapability, action: PowerAction) {
  let stop = () => {}
  const seen = new Promise<Seen | undefined>(resolve => {
    let known = state.getState().power
    const timer = setTimeout(() => end(false), watchedMs)
    const unsubscribe = state.subscribe(({ power: now }) => {
      if (now === 'unknown' || now === known) return
      const hasChanged = known !== 'unknown'
      known = now
      if (hasChanged && (expected[action] === 'other' || now === expected[action])) end(true)
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
