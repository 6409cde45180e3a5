import { lazy, type Ref, Suspense, useEffect, useImperativeHandle, useState } from 'react'
import { withWords } from '../../words/words'
import type { PaletteSource } from './commands'

const PaletteDialog = lazy(withWords(() => import('./PaletteDialog').then(m => ({ default: m.PaletteDialog }))))

/** As they are printed on the keys. */
export const paletteKeys = 'Ctrl+Shift+K'

export interface PaletteOpener {
  open(): void
}

export interface PaletteProps {
  readonly opener: Ref<PaletteOpener>
  /** The machine has the keyboard: the keys are its own. */
  isCaptured?(): boolean
  readonly source: PaletteSource
}

/** Listens for Ctrl+Shift+K; the palette itself is loaded when it is first opened. */
export function Palette({ opener, isCaptured, source }: PaletteProps) {
  const [open, setOpen] = useState(false)
  useImperativeHandle(opener, () => ({ open: () => setOpen(true) }))
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== 'KeyK' || !event.ctrlKey || !event.shiftKey || event.altKey || isCaptured?.()) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
  if (!open) return null
  return (
    <Suspense>
      <PaletteDialog source={source} onClose={() => setOpen(false)} />
    </Suspense>
  )
}
