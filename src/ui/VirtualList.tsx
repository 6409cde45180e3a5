import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { classes } from './classes'

export interface VirtualListProps<T> {
  readonly label: string
  readonly items: readonly T[]
  /** Stays with an item while others come and go. */
  keyOf(item: T, index: number): string | number
  row(item: T, index: number): ReactNode
  /** A first guess; rows are measured as they appear. */
  readonly rowPx: number
  /** The newest stays in sight until somebody scrolls up. */
  readonly follows?: boolean
  readonly className?: string
}

/** Nearer to the end than this, the reader is at the end. */
const endPx = 40

/** A list of any length: only the rows in sight exist. */
export function VirtualList<T>({ label, items, keyOf, row, rowPx, follows = false, className }: VirtualListProps<T>) {
  const box = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    getItemKey: index => keyOf(items[index] as T, index),
    overscan: 8,
  })
  useEffect(() => {
    if (follows && isAtEnd.current && items.length > 0) rows.scrollToIndex(items.length - 1, { align: 'end' })
  }, [items, follows, rows])
  return (
    <section
      ref={box}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < endPx
      }}
      className={classes('overflow-y-auto rounded-outer border border-line bg-raised', className)}
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            style={{ transform: `translateY(${start}px)` }}
            className="absolute inset-x-0 top-0 border-b border-line"
          >
            {row(items[index] as T, index)}
          </li>
        ))}
      </ul>
    </section>
  )
}
