import { lazy } from 'react'
import type { Device } from '../../devices/device'
import { withWords } from '../../words/words'

const loadCards = withWords(() => import('./cards'))

export const IdleCard = lazy(() => loadCards().then(m => ({ default: m.IdleCard })))
export const LinkCard = lazy(() => loadCards().then(m => ({ default: m.LinkCard })))
export const SignalCard = lazy(() => loadCards().then(m => ({ default: m.SignalCard })))
export const WithheldCard = lazy(() => loadCards().then(m => ({ default: m.WithheldCard })))
export const UnknownFamily = lazy(() => loadCards().then(m => ({ default: m.UnknownFamily })))
export const WaitCard = lazy(() => loadCards().then(m => ({ default: m.WaitCard })))

/**
 * Loads what waits behind the first picture: all cards with their words, so that they are there when the network goes,
 * and what notes from now on why the charts bend, whether or not anybody looks at them.
 */
export function loadBehindPicture(device: Device): void {
  loadCards().catch(() => {}) // asked for again when one is shown
  import('../../session/marks').then(({ marksOf }) => marksOf(device)).catch(() => {})
  import('../../session/tellFailure').catch(() => {})
  import('../../ui/fonts.css').catch(() => {})
}
