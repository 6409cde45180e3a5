import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp, Download, File, Folder } from 'lucide-react'
import { type RefObject, useMemo, useRef, useState } from 'react'
import type { FilesCapability, RemoteFile } from '../../devices/capabilities/files'
import { classes } from '../../ui/classes'
import { useWords } from '../../ui/useWords'
import { formatBytes, formatDate, formatWhen } from '../../words/format'
import { type SortColumn, type Sorting, sortFiles } from './sortFiles'

interface FileTableProps {
  readonly files: readonly RemoteFile[]
  readonly capability: FilesCapability
  readonly path: string
  onOpen(folder: string): void
}

const columns: readonly SortColumn[] = ['name', 'size', 'changed']

/** One folder as a table that sorts by any of its columns. */
export function FileTable({ files, capability, path, onOpen }: FileTableProps) {
  const t = useWords()
  const [sorting, setSorting] = useState<Sorting>({ by: 'name', descending: false })
  const sortBy = (by: SortColumn) =>
    setSorting({ by, descending: sorting.by === by ? !sorting.descending : by !== 'name' })
  const sorted = useMemo(() => sortFiles(files, sorting), [files, sorting])
  const box = useRef<HTMLDivElement>(null)
  const { rows, before, after } = useRowsInSight(box, sorted)
  return (
    <>
      <div ref={box} className="min-h-0 overflow-y-auto rounded-outer border border-line bg-raised">
        <table aria-label={t('files.list')} aria-rowcount={files.length + 1} className="w-full table-fixed">
          <thead className="sticky top-0 bg-raised">
            <tr className="border-b border-line text-ink-3">
              {columns.map(column => (
                <SortHeading key={column} column={column} sorting={sorting} onSort={() => sortBy(column)} />
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap heightPx={before} />
            {rows.map(({ file, at, measure }) => (
              <tr
                key={file.name}
                ref={measure}
                data-index={at}
                aria-rowindex={at + 2}
                className="border-b border-line last:border-b-0 hover:bg-hover"
              >
                <td className="px-3 py-1.5">
                  <FileName
                    file={file}
                    href={file.isFolder ? undefined : capability.href?.(joined(path, file.name))}
                    onOpen={() => onOpen(file.name)}
                  />
                </td>
                <td translate="no" className="px-3 py-1.5 text-end tabular-nums">
                  {!file.isFolder && formatBytes(file.sizeBytes)}
                </td>
                <td translate="no" className="px-3 py-1.5 text-ink-2 tabular-nums">
                  <time dateTime={new Date(file.changedAtMs).toISOString()} title={formatDate(file.changedAtMs)}>
                    {formatWhen(file.changedAtMs)}
                  </time>
                </td>
              </tr>
            ))}
            <Gap heightPx={after} />
          </tbody>
        </table>
      </div>
      <p className="text-ink-3">
        {t('files.count', { count: files.length })}
        {!capability.href && ` · ${t('files.listOnly')}`}
      </p>
    </>
  )
}

/** Fewer rows than this are all there: nothing is won by leaving them out. */
const fewRows = 100
/** A first guess; rows are measured as they appear. */
const rowPx = 37

interface RowInSight {
  readonly file: RemoteFile
  readonly at: number
  readonly measure?: (row: HTMLElement | null) => void
}

/** The rows that are seen, with what stands in for those above and below. */
function useRowsInSight(box: RefObject<HTMLElement | null>, files: readonly RemoteFile[]) {
  const isFew = files.length <= fewRows
  const virtual = useVirtualizer({
    count: isFew ? 0 : files.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    getItemKey: at => files[at]?.name ?? at,
    overscan: 8,
  })
  if (isFew) return { rows: files.map((file, at): RowInSight => ({ file, at })), before: 0, after: 0 }
  const seen = virtual.getVirtualItems()
  const rows = seen.flatMap(({ index }): RowInSight[] => {
    const file = files[index]
    return file ? [{ file, at: index, measure: virtual.measureElement }] : []
  })
  return { rows, before: seen[0]?.start ?? 0, after: virtual.getTotalSize() - (seen.at(-1)?.end ?? 0) }
}

function Gap({ heightPx }: { heightPx: number }) {
  if (heightPx <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
    <tr aria-hidden="true">
      <td colSpan={columns.length} style={{ height: heightPx }} className="p-0" />
    </tr>
  )
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`
}

interface SortHeadingProps {
  readonly column: SortColumn
  readonly sorting: Sorting
  onSort(): void
}

function SortHeading({ column, sorting, onSort }: SortHeadingProps) {
  const t = useWords()
  const isSorted = sorting.by === column
  const Arrow = sorting.descending ? ArrowDown : ArrowUp
  const name = t(`files.${column}`)
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : undefined}
      className={classes('p-0 font-medium', column === 'name' ? 'w-1/2' : column === 'size' ? 'w-1/5' : undefined)}
    >
      <button
        type="button"
        aria-label={t('files.sortBy', { column: name })}
        onClick={onSort}
        className={classes(
          'flex h-row w-full items-center gap-1 px-3 hover:text-ink',
          column === 'size' && 'justify-end',
          isSorted && 'text-ink',
        )}
      >
        {name}
        {isSorted && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  )
}

interface FileNameProps {
  readonly file: RemoteFile
  readonly href: string | undefined
  onOpen(): void
}

/** A folder opens, a file downloads where it can; both say who owns them. */
function FileName({ file, href, onOpen }: FileNameProps) {
  const t = useWords()
  const Icon = file.isFolder ? Folder : href === undefined ? File : Download
  const inner = (
    <>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
      <span translate="no" className="truncate">
        {file.name}
      </span>
    </>
  )
  const look = 'flex min-h-6 max-w-full items-center gap-2 text-start font-medium hover:text-accent'
  return (
    <>
      {file.isFolder && (
        <button type="button" className={look} aria-label={t('files.openFolder', { name: file.name })} onClick={onOpen}>
          {inner}
        </button>
      )}
      {!file.isFolder && href !== undefined && (
        <a className={look} href={href} download={file.name} aria-label={t('files.download', { name: file.name })}>
          {inner}
        </a>
      )}
      {!file.isFolder && href === undefined && <span className="flex min-h-6 items-center gap-2">{inner}</span>}
      {file.owner !== undefined && (
        <p translate="no" className="truncate ps-6 text-small text-ink-3">
          {t('files.owned', { owner: file.owner, permissions: file.permissions ?? '' })}
        </p>
      )}
    </>
  )
}
