import type { DeviceEntry } from '../devices/device'
import { adHocEntry, isOwnServer, namesServer } from './adHoc'
import type { CatalogResult } from './catalog'
import type { LaunchValues, Mode } from './launchParameters'

/** What the page shall show. */
export type Target =
  | { readonly kind: 'list'; readonly refused?: 'ad-hoc' }
  | { readonly kind: 'machine'; readonly entry: DeviceEntry; readonly connects: boolean }
  | { readonly kind: 'unknown-machine'; readonly id: string }
  | { readonly kind: 'not-built'; readonly mode: Mode }
  /** Those of the machines to show that there are; all of the group where the address names one. */
  | { readonly kind: 'kiosk'; readonly entries: readonly DeviceEntry[] }

/** Chooses it from the address and the list. A listed machine beats a server that the address names. */
export function targetOf(values: LaunchValues, result: CatalogResult, pageUrl: string): Target {
  if (values.mode === 'wall') return { kind: 'not-built', mode: values.mode }
  if (values.mode === 'kiosk') return kioskOf(values, result, pageUrl)
  const target = machineOf(values, result, pageUrl)
  // A frame shows the machine it was made for, and never the list of the others.
  if (values.mode === 'embed' && target.kind === 'list')
    return { kind: 'unknown-machine', id: values.device?.[0] ?? '' }
  return target
}

function kioskOf(values: LaunchValues, result: CatalogResult, pageUrl: string): Target {
  const { device, group } = values
  const all = result.catalog?.entries ?? []
  if (device) return { kind: 'kiosk', entries: device.flatMap(id => all.find(known => known.id === id) ?? []) }
  if (group !== undefined) return { kind: 'kiosk', entries: all.filter(known => known.group === group) }
  const target = machineOf(values, result, pageUrl)
  return { kind: 'kiosk', entries: target.kind === 'machine' ? [target.entry] : [] }
}

function machineOf(values: LaunchValues, { catalog, problem }: CatalogResult, pageUrl: string): Target {
  const id = values.device?.[0]
  if (id !== undefined) {
    const entry = catalog?.entries.find(known => known.id === id)
    if (entry) return { kind: 'machine', entry, connects: values.autoconnect ?? true }
    if (catalog) return { kind: 'unknown-machine', id }
    return { kind: 'list' }
  }
  const [own] = catalog?.isOwnDevice ? catalog.entries : []
  if (own && !namesServer(values)) return { kind: 'machine', entry: own, connects: values.autoconnect ?? true }
  // A page that websockify serves has no list, and noVNC's bookmarks there name no path.
  const isWebsockify = problem?.kind === 'absent' && values.autoconnect === true
  if (!namesServer(values) && !isWebsockify) return { kind: 'list' }
  const entry = adHocEntry(withoutListedName(values, catalog?.entries ?? []), pageUrl)
  const allowed = catalog ? catalog.adHoc : problem?.kind === 'absent' && entry && isOwnServer(entry, pageUrl)
  if (!entry || !allowed) return { kind: 'list', refused: 'ad-hoc' }
  return { kind: 'machine', entry, connects: values.autoconnect ?? false }
}

/** A link may not call a server by a listed machine's name. */
function withoutListedName(values: LaunchValues, listed: readonly DeviceEntry[]): LaunchValues {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .replace(/[\s\p{C}]+/gu, ' ')
      .trim()
      .toLowerCase()
  const { title, ...rest } = values
  const taken =
    title !== undefined && listed.some(({ id, name }) => [id, name].some(each => plain(each) === plain(title)))
  return taken ? rest : values
}
