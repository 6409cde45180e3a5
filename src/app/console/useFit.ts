import { type RefObject, useLayoutEffect, useState } from 'react'

/**
 * How far a row must shrink to fit its box: 0 = not at all, up to `most`. Measures before the browser paints, so nothing
 * jumps; starts over when the box or `what` changes.
 *
 * @example const level = useFit(box, row, 12, items.map(item => item.label).join())
 */
export function useFit(
  box: RefObject<HTMLElement | null>,
  row: RefObject<HTMLElement | null>,
  most: number,
  what: string,
): number {
  const [level, setLevel] = useState(0)
  const [widthPx, setWidthPx] = useState(0)
  const [, setRowWidthPx] = useState(0)

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      setWidthPx(element.clientWidth)
      // A word in the row that grew by itself is measured again, without starting over.
      setRowWidthPx(row.current?.offsetWidth ?? 0)
    })
    observer.observe(element)
    if (row.current) observer.observe(row.current)
    return () => observer.disconnect()
  }, [box, row])
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what a new measuring is for
  useLayoutEffect(() => setLevel(0), [widthPx, what])
  useLayoutEffect(() => {
    const element = box.current
    if (!element || !row.current || level >= most) return
    if (row.current.offsetWidth > element.clientWidth) setLevel(level + 1)
  })
  return level
}
