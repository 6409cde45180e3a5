// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConfirmDialog } from './ConfirmDialog'

const onAnswer = vi.fn()

function show() {
  return render(
    <ConfirmDialog
      title="Power off desk?"
      text="It shuts down."
      action="Power off"
      cancel="Cancel"
      open
      onAnswer={onAnswer}
    />,
  )
}

afterEach(() => {
  cleanup()
  onAnswer.mockClear()
})

describe('ConfirmDialog', () => {
  it('asks by name and gives the focus to the harmless answer', async () => {
    show()
    const dialog = screen.getByRole('alertdialog', { name: 'Power off desk?' })
    expect(dialog.textContent).toContain('It shuts down.')
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' })))
  })

  it('tells the answer; Escape is no', () => {
    show()
    fireEvent.click(screen.getByRole('button', { name: 'Power off' }))
    expect(onAnswer).toHaveBeenLastCalledWith(true)
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(onAnswer).toHaveBeenLastCalledWith(false)
    fireEvent.keyDown(screen.getByRole('alertdialog'), { key: 'Escape' })
    expect(onAnswer).toHaveBeenCalledTimes(3)
    expect(onAnswer).toHaveBeenLastCalledWith(false)
  })
})
