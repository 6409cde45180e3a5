// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { Power } from 'lucide-react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startWords } from '../words/words'
import { HoldButton } from './HoldButton'

const onHeld = vi.fn()
const button = () => screen.getByRole('button', { name: 'Force off' })
const told = () => screen.getByRole('status').textContent
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))

function show(disabled = false) {
  return render(
    <HoldButton icon={Power} onHeld={onHeld} disabled={disabled}>
      Force off
    </HoldButton>,
  )
}

beforeAll(() => startWords())
beforeEach(() => {
  vi.useFakeTimers()
  onHeld.mockClear()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

describe('HoldButton', () => {
  const ways = [
    ['pointer', () => fireEvent.pointerDown(button(), { button: 0 }), () => fireEvent.pointerUp(button())],
    ['Space', () => fireEvent.keyDown(button(), { key: ' ' }), () => fireEvent.keyUp(button(), { key: ' ' })],
    ['Enter', () => fireEvent.keyDown(button(), { key: 'Enter' }), () => fireEvent.keyUp(button(), { key: 'Enter' })],
  ] as const

  it.each(ways)('acts once after 1.2 s by %s', (_, press, release) => {
    show()
    press()
    pass(1_100)
    expect(onHeld).not.toHaveBeenCalled()
    pass(200)
    expect(onHeld).toHaveBeenCalledOnce()
    pass(3_000)
    release()
    expect(onHeld).toHaveBeenCalledOnce()
    expect(told()).toBe('Done')
  })

  it.each(ways)('does nothing when let go before, by %s', (_, press, release) => {
    show()
    press()
    pass(900)
    release()
    pass(5_000)
    expect(onHeld).not.toHaveBeenCalled()
    expect(told()).toContain('Nothing was done')
  })

  it('announces the seconds, and starts over with each hold', () => {
    show()
    fireEvent.pointerDown(button(), { button: 0 })
    expect(told()).toBe('Hold for 1.2 s')
    pass(400)
    expect(told()).toBe('1 s')
    fireEvent.pointerLeave(button())
    fireEvent.pointerDown(button(), { button: 0 })
    pass(1_000)
    expect(onHeld).not.toHaveBeenCalled()
  })

  it('takes neither a click, nor a repeated key, nor the other mouse buttons', () => {
    show()
    fireEvent.click(button())
    fireEvent.pointerDown(button(), { button: 2 })
    fireEvent.keyDown(button(), { key: 'Enter', repeat: true })
    pass(5_000)
    expect(onHeld).not.toHaveBeenCalled()
  })

  it('lets go when the focus leaves, it is disabled or it goes', () => {
    const page = show()
    fireEvent.keyDown(button(), { key: ' ' })
    fireEvent.blur(button())
    pass(2_000)
    fireEvent.keyDown(button(), { key: ' ' })
    page.rerender(
      <HoldButton icon={Power} onHeld={onHeld} disabled>
        Force off
      </HoldButton>,
    )
    pass(2_000)
    cleanup()
    show()
    fireEvent.keyDown(button(), { key: ' ' })
    cleanup()
    pass(2_000)
    expect(onHeld).not.toHaveBeenCalled()
  })
})
