import { useMemo, useSyncExternalStore } from 'react'
import { decodeLaunch } from './launch'
import type { LaunchValues } from './launchParameters'

/** What belongs to one machine and does not travel to the next. */
const ofOneMachine = [
  'device',
  'panel',
  'title',
  'autoconnect',
  'host',
  'port',
  'encrypt',
  'path',
  'token',
  'repeaterID',
]

const moved = 'wheelhouse:moved'

/**
 * What the address asks for now; renders again on back, forward and `showMachine`.
 *
 * @example const { device } = useAddress()
 */
export function useAddress(): LaunchValues {
  const text = useSyncExternalStore(subscribe, () => `${location.search}\n${location.hash}`)
  return useMemo(() => {
    const [search = '', hash = ''] = text.split('\n')
    return decodeLaunch(search, hash).values
  }, [text])
}

/** The address of a machine, or of the list; settings that the present address holds stay in it. */
export function addressOf(id: string | undefined): string {
  const query = without(location.search, '?')
  const text = [id && `device=${id}`, query].filter(Boolean).join('&')
  const fragment = without(location.hash, '#')
  return `${location.pathname}${text && `?${text}`}${fragment && `#${fragment}`}`
}

/** Shows a machine, or the list, as a step that "back" undoes. */
export function showMachine(id: string | undefined): void {
  history.pushState(null, '', addressOf(id))
  window.dispatchEvent(new Event(moved))
}

/** The page is one machine in another site's frame: there is no way from it to the others. */
export function staysHere(): boolean {
  return new URLSearchParams(location.search).get('mode') === 'embed'
}

function without(part: string, mark: string): string {
  return part
    .replace(mark, '')
    .split('&')
    .filter(pair => pair !== '' && !ofOneMachine.includes(pair.split('=')[0] ?? '') && !pair.startsWith('mode='))
    .join('&')
}

function subscribe(tell: () => void): () => void {
  for (const event of ['popstate', 'hashchange', moved]) window.addEventListener(event, tell)
  return () => {
    for (const event of ['popstate', 'hashchange', moved]) window.removeEventListener(event, tell)
  }
}
