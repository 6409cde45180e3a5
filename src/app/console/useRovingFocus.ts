import { type KeyboardEvent, type RefObject, useEffect } from 'react'

/**
 * One tab stop for a whole toolbar: arrow keys, Home and End move within it, as the ARIA practices have it. Works on
 * the buttons that stand there, whatever drew them.
 *
 * @example <div role="toolbar" ref={bar} onKeyDown={useRovingFocus(bar)}>
 */
export function useRovingFocus(bar: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  // After every render: items come and go, and exactly one of those that stand there is in the tab order.
  useEffect(() => {
    const buttons = buttonsOf(bar.current)
    const current = buttons.find(button => button === document.activeElement) ?? buttons.find(b => b.tabIndex === 0)
    for (const button of buttons) button.tabIndex = button === (current ?? buttons[0]) ? 0 : -1
  })
  return event => {
    const buttons = buttonsOf(bar.current)
    const at = buttons.indexOf(document.activeElement as HTMLElement)
    if (at < 0) return
    const next = target(event.key, at, buttons.length)
    const button = next === undefined ? undefined : buttons[next]
    if (!button) return
    event.preventDefault()
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1
    button.focus()
  }
}

function target(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count
    case 'ArrowLeft':
      return (at - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

function buttonsOf(bar: HTMLElement | null): HTMLElement[] {
  return [...(bar?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])]
}
