import type { MediaRules, MediaState, MountAs } from '../../devices/capabilities/media'

export type FileProblem =
  | 'offline'
  | 'busy'
  | 'mounted'
  | 'exists'
  | 'no-room'
  | 'empty'
  | Exclude<ReturnType<MediaRules['checkName']>, 'ok'>

/** Why the device would refuse this image now; `undefined` when nothing is known against it. */
export function checkFile(
  { name, sizeBytes, part }: { readonly name: string; readonly sizeBytes: number | undefined; readonly part: string },
  { online, busy, drive, images, space }: MediaState,
  rules: MediaRules,
): FileProblem | undefined {
  const named = rules.checkName(name)
  if (named !== 'ok') return named
  if (sizeBytes === 0) return 'empty'
  if (!online) return 'offline'
  if (rules.needsEmptyDrive && drive.connected) return 'mounted'
  const stored = rules.storedName?.(name) ?? name
  const id = part === '' ? stored : `${part}/${stored}`
  if (images?.some(image => image.id === id)) return 'exists'
  const free = space.find(known => known.id === part)?.freeBytes
  if (free !== undefined && sizeBytes !== undefined && free < sizeBytes) return 'no-room'
  return busy ? 'busy' : undefined
}

export type MountWarning = 'incomplete' | 'too-big-for-cd'

/** What may go wrong on the machine though the device allows it. */
export function mountWarnings(
  image: { readonly complete?: boolean; readonly sizeBytes?: number },
  as: MountAs,
  rules: MediaRules,
): readonly MountWarning[] {
  const { maxCdBytes } = rules
  const isTooBig = as.kind === 'cd' && maxCdBytes !== undefined && (image.sizeBytes ?? 0) >= maxCdBytes
  return [
    ...(image.complete === false ? ['incomplete' as const] : []),
    ...(isTooBig ? ['too-big-for-cd' as const] : []),
  ]
}

export type MountKind = 'auto' | MountAs['kind']

/** How an image goes in: as chosen, or by its file: an .iso is a CD. */
export function mountAs(name: string, kind: MountKind, writable: boolean): MountAs {
  const chosen = kind === 'auto' ? (/\.iso$/i.test(name) ? 'cd' : 'disk') : kind
  return { kind: chosen, writable: chosen === 'disk' && writable }
}
