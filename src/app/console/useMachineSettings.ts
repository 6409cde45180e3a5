import { useEffect } from 'react'
import type { Capabilities } from '../../devices/capabilities/capabilities'
import { useSetting } from '../../stores/preferences'
import { useWakeLock } from '../useWakeLock'

/** Bells in one beat are one. */
const bellEveryMs = 300

/**
 * What the operator chose and an open machine follows: its bell, and whether this computer stays awake for it.
 *
 * @example useMachineSettings(capabilities, link?.phase === 'online')
 */
export function useMachineSettings({ display }: Capabilities, isOnline: boolean): void {
  const rings = useSetting('bell').value
  useWakeLock(useSetting('keepAwake').value && isOnline)
  useEffect(() => {
    if (!rings || !display?.onBell) return
    let lastMs = 0
    return display.onBell(() => {
      if (Date.now() - lastMs < bellEveryMs) return
      lastMs = Date.now()
      import('../../ui/playBell').then(({ playBell }) => playBell()).catch(() => {})
    })
  }, [display, rings])
}
