import type { RemoteFile } from '../../devices/capabilities/files'

export type SortColumn = 'name' | 'size' | 'changed'

export interface Sorting {
  readonly by: SortColumn
  readonly descending: boolean
}

/** `localeCompare` makes one for each of its calls. */
const collator = new Intl.Collator(undefined, { numeric: true })

const compare: Readonly<Record<SortColumn, (a: RemoteFile, b: RemoteFile) => number>> = {
  name: (a, b) => collator.compare(a.name, b.name),
  size: (a, b) => a.sizeBytes - b.sizeBytes,
  changed: (a, b) => a.changedAtMs - b.changedAtMs,
}

/** Folders first, whatever the order; equals by name. */
export function sortFiles(files: readonly RemoteFile[], { by, descending }: Sorting): readonly RemoteFile[] {
  const sign = descending ? -1 : 1
  return files.toSorted(
    (a, b) => Number(b.isFolder) - Number(a.isFolder) || sign * compare[by](a, b) || compare.name(a, b),
  )
}
