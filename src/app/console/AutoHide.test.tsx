// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useRef } from 'react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { notify } from '../../stores/notices'
import { startWords } from '../../words/words'
import { AutoHide } from './AutoHide'

function Page() {
  const bar = useRef<HTMLDivElement>(null)
  return (
    <AutoHide bar={bar}>
      <div ref={bar} role="toolbar" aria-label="Bar">
        <button type="button" tabIndex={0}>
          First
        </button>
        <button type="button" aria-haspopup="menu" aria-expanded="false">
          Menu
        </button>
      </div>
    </AutoHide>
  )
}
const handle = () => screen.queryByRole('button', { name: 'Show the toolbar' })
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))

beforeAll(() => startWords())
beforeEach(() => {
  vi.useFakeTimers()
  render(<Page />)
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

describe('AutoHide', () => {
  it('hides after five idle seconds; a message gives it more time', () => {
    pass(4_500)
    expect(handle()).toBeNull()
    act(() => void notify({ tone: 'ok', text: 'Screenshot saved' }))
    pass(4_500)
    expect(handle()).toBeNull()
    pass(1_000)
    expect(handle()).not.toBeNull()
  })

  it('stays while it is pointed at or a menu of it is open', () => {
    const bar = screen.getByRole('toolbar')
    fireEvent.pointerEnter(bar)
    pass(20_000)
    expect(handle()).toBeNull()
    fireEvent.pointerLeave(bar)
    screen.getByRole('button', { name: 'Menu' }).setAttribute('aria-expanded', 'true')
    pass(20_000)
    expect(handle()).toBeNull()
    screen.getByRole('button', { name: 'Menu' }).setAttribute('aria-expanded', 'false')
    pass(6_000)
    expect(handle()).not.toBeNull()
  })

  it('comes back at the edge, by its handle, and when the focus enters', () => {
    pass(6_000)
    fireEvent.pointerMove(window, { clientY: 1, pointerType: 'mouse' })
    expect(handle()).toBeNull()
    pass(6_000)
    const shown = handle()
    if (shown) fireEvent.click(shown)
    expect(handle()).toBeNull()
    expect(document.activeElement?.textContent).toBe('First')
    act(() => screen.getByRole('button', { name: 'First' }).blur())
    pass(6_000)
    expect(handle()).not.toBeNull()
    act(() => screen.getByRole('button', { name: 'First' }).focus())
    expect(handle()).toBeNull()
  })
})
