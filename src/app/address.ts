import { useMemo, useSyncExternalStore } from 'react'
import { launchMode, launchPairs } from '../lib/launchMode'
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
  return launchMode(location.search) === 'embed'
}

/** One that comes after the page was opened is used by nobody, and leaves the address bar all the same. */
function eraseLatePassword(): void {
  const { cleaned } = decodeLaunch(location.search, location.hash)
  if (cleaned !== undefined) history.replaceState(history.state, '', location.pathname + cleaned)
}

function without(part: string, mark: string): string {
  return part
    .replace(mark, '')
    .split('&')
    .filter(pair => launchPairs(pair).some(([name]) => name !== 'mode' && !ofOneMachine.includes(name)))
    .join('&')
}

function subscribe(tell: () => void): () => void {
  const look = () => {
    eraseLatePassword()
    tell()
  }
  for (const event of ['popstate', 'hashchange', moved]) window.addEventListener(event, look)
  return () => {
    for (const event of ['popstate', 'hashchange', moved]) window.removeEventListener(event, look)
  }
}
