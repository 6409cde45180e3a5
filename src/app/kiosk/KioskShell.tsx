import { useEffect, useMemo, useState } from 'react'
import type { DeviceEntry } from '../../devices/device'
import type { MachineRegistry } from '../../session/registry'
import { useWords } from '../../ui/useWords'
import { t } from '../../words/words'
import { useWakeLock } from '../useWakeLock'
import { KioskScreen } from './KioskScreen'
import { useIdleCursor } from './useIdleCursor'

export interface KioskShellProps {
  /** The machines to show, one after the other; empty while the list cannot be had, or names none of them. */
  readonly entries: readonly DeviceEntry[]
  readonly dwellMs: number
  readonly registry: MachineRegistry
  /** Why there is nothing to show yet is looked at again. */
  onAskAgain(): void
}

/** While the list is missing or has not got the machine, it is asked for again, ms. */
const askEveryMs = 15_000

/** A screen on a wall: the picture and nothing else, for weeks, without anybody near. */
export function KioskShell({ entries, dwellMs, registry, onAskAgain }: KioskShellProps) {
  const t = useWords()
  const shown = useRotation(entries, dwellMs)
  useWakeLock(true)
  useIdleCursor()
  useTitle(shown?.name)
  useEffect(() => {
    if (shown) return
    const timer = setTimeout(onAskAgain, askEveryMs)
    return () => clearTimeout(timer)
  }, [shown, onAskAgain])
  return (
    // A right click would offer to save the picture or to leave the page.
    <main data-mode="kiosk" className="relative h-full flex-1" onContextMenu={event => event.preventDefault()}>
      {shown ? (
        <KioskScreen key={shown.id} entry={shown} registry={registry} />
      ) : (
        <p role="status" className="absolute inset-x-0 bottom-4 text-center text-small text-ink-3">
          {t('kiosk.noMachine')}
        </p>
      )}
    </main>
  )
}

function useRotation(entries: readonly DeviceEntry[], dwellMs: number): DeviceEntry | undefined {
  const [turn, setTurn] = useState(0)
  const rotates = entries.length > 1
  useEffect(() => {
    if (!rotates) return
    const timer = setInterval(() => setTurn(now => now + 1), dwellMs)
    return () => clearInterval(timer)
  }, [rotates, dwellMs])
  return useMemo(() => entries[turn % Math.max(1, entries.length)], [entries, turn])
}

function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name) document.title = t('app.title', { name })
  }, [name])
}
