import '@xterm/xterm/css/xterm.css'
import './fonts.css'
import { useEffect, useRef } from 'react'
import type { TerminalScreen } from '../engine/terminal/TerminalScreen'

export { charsetOf, charsets } from '../engine/terminal/charset'

/** A place for a terminal, which keeps its text wherever it is shown. */
export function TerminalView({ screen }: { screen: TerminalScreen }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const holder = box.current
    if (!holder) return
    screen.attach(holder)
    return () => {
      if (screen.element.parentElement === holder) screen.element.remove()
    }
  }, [screen])
  return (
    <div className="min-h-0 flex-1 overflow-hidden rounded-inner border border-line bg-canvas p-2" translate="no">
      <div ref={box} dir="ltr" className="size-full" />
    </div>
  )
}
