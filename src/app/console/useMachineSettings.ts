import { useEffect } from 'react'
import type { Capabilities } from '../../devices/capabilities/capabilities'
import type { Device } from '../../devices/device'
import { explainPastes } from '../../session/explainPaste'
import { followClipboard } from '../../session/followClipboard'
import { tellFailureLater } from '../../session/tellFailureLater'
import { tellRights } from '../../session/tellRights'
import { tellViewers } from '../../session/tellViewers'
import { notify } from '../../stores/notices'
import { useSetting } from '../../stores/preferences'
import { t, whenWords } from '../../words/words'
import { useWakeLock } from '../useWakeLock'

/** Bells in one beat are one. */
const bellEveryMs = 300

/**
 * What the operator chose and an open machine follows: its bell, its clipboard, and whether this computer stays awake
 * for it. And who else looks at it.
 *
 * @example useMachineSettings(device, capabilities, link?.phase === 'online')
 */
export function useMachineSettings(device: Device | undefined, capabilities: Capabilities, isOnline: boolean): void {
  const { display, roster } = capabilities
  useClipboardFollow(device, capabilities, isOnline)
  useEffect(() => {
    if (!device || !display) return
    return explainPastes(display.surface.element, () => device.capabilities.getState())
  }, [device, display])
  useEffect(() => (device && roster ? tellViewers(device, roster.state) : undefined), [device, roster])
  const input = capabilities.input
  useEffect(() => (device ? tellRights(device, input, display) : undefined), [device, input, display])
  useEffect(() => {
    if (!device || !display?.onSizeRefused) return
    return display.onSizeRefused(why => whenWords(() => notify({ tone: 'bad', text: t(`screen.refused.${why}`) })))
  }, [device, display])
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

function useClipboardFollow(device: Device | undefined, { clipboard, input }: Capabilities, isOnline: boolean): void {
  const follows = useSetting('clipboardFollow').value
  const keys = input?.keys
  useEffect(() => {
    if (!device || !clipboard || !keys || !follows || !isOnline) return
    let hasTold = false
    return followClipboard(clipboard, keys, error => {
      // The same would be said at each look.
      if (!hasTold) whenWords(() => tellFailureLater(device.id, t('clipboard.followFailed'), error))
      hasTold = true
    })
  }, [device, clipboard, keys, follows, isOnline])
}
