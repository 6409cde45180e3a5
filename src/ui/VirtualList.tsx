import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
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
  /** Rows are parts of one thing: no lines between them. */
  readonly isPlain?: boolean
  readonly className?: string
}

/** Nearer to the end than this, the reader is at the end. */
const endPx = 40

/** A list of any length: only the rows in sight exist. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, items, keyOf, row, rowPx, follows = false, isPlain = false, className } = props
  const box = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)
  const last = useRef({ scrollTop: 0, scrollHeight: 0 })
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    getItemKey: index => keyOf(items[index] as T, index),
    overscan: 8,
  })
  /** Away from the end goes who scrolls up by more than rows have become shorter, and not whom a new row has left there. */
  const look = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement) => {
    const { current: before } = last
    const shorterBy = Math.max(0, before.scrollHeight - scrollHeight)
    if (scrollHeight - scrollTop - clientHeight < endPx) isAtEnd.current = true
    else if (before.scrollTop - scrollTop > shorterBy + 1) isAtEnd.current = false
    last.current = { scrollTop, scrollHeight }
  }
  // With every measured height, too: a row that turns out taller than the guess pushes the end away. The list draws
  // itself anew while it is scrolled, before the listener below hears of it.
  useLayoutEffect(() => {
    const { current } = box
    if (!follows || !current) return
    look(current)
    if (!isAtEnd.current) return
    current.scrollTop = current.scrollHeight
    look(current)
  })
  return (
    <section
      ref={box}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={event => look(event.currentTarget)}
      className={classes('overflow-y-auto rounded-outer border border-line bg-raised', className)}
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            style={{ transform: `translateY(${start}px)` }}
            className={classes('absolute inset-x-0 top-0', !isPlain && 'border-b border-line')}
          >
            {row(items[index] as T, index)}
          </li>
        ))}
      </ul>
    </section>
  )
}
