import type { LucideIcon } from 'lucide-react'
import { type ButtonHTMLAttributes, useEffect, useId, useRef, useState } from 'react'
import { formatNumber } from '../words/format'
import { classes } from './classes'
import { useMedia } from './useMedia'
import { useWords } from './useWords'

const usualHoldMs = 1_200
const radius = 7
const length = 2 * Math.PI * radius

export interface HoldButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'onClick'> {
  readonly icon: LucideIcon
  /** How long it must be held, ms. */
  readonly holdMs?: number
  /** Held to the end, once per hold. */
  onHeld(): void
}

/**
 * A button for what cannot be taken back: pointer, touch, Space or Enter must be held until the ring is full, clockwise;
 * letting go, losing the focus or leaving the button cancels. The seconds are announced. No dialog is needed after it.
 *
 * @example <HoldButton icon={PowerOff} onHeld={forceOff}>Force off</HoldButton>
 */
export function HoldButton({
  icon: Icon,
  holdMs = usualHoldMs,
  onHeld,
  disabled,
  className,
  children,
  'aria-describedby': describedBy,
  ...rest
}: HoldButtonProps) {
  const t = useWords()
  const id = useId()
  const [share, setShare] = useState(0)
  const [said, setSaid] = useState('')
  const stop = useRef<(() => void) | undefined>(undefined)
  const isStill = useMedia('(prefers-reduced-motion: reduce)')
  const seconds = (ms: number) => formatNumber(ms / 1000, 1)
  const hint = t('hold.press', { seconds: seconds(holdMs) })

  const end = () => {
    stop.current?.()
    stop.current = undefined
    setShare(0)
  }
  const cancel = () => {
    if (!stop.current) return
    end()
    setSaid(t('hold.released', { seconds: seconds(holdMs) }))
  }
  const start = () => {
    if (stop.current || disabled) return
    const fromMs = Date.now()
    let toldS = Math.ceil(holdMs / 1000)
    setSaid(hint)
    const tick = () => {
      const goneMs = Date.now() - fromMs
      setShare(Math.min(1, goneMs / holdMs))
      const leftS = Math.ceil((holdMs - goneMs) / 1000)
      if (leftS < toldS && leftS > 0) {
        toldS = leftS
        setSaid(t('hold.left', { seconds: formatNumber(leftS) }))
      }
      if (goneMs < holdMs) return
      end()
      setSaid(t('hold.done'))
      onHeld()
    }
    // In steps where motion is not wanted: the ring still tells how far it is.
    const timer = setInterval(tick, isStill ? 300 : 40)
    stop.current = () => clearInterval(timer)
  }
  useEffect(() => () => stop.current?.(), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what cannot be pressed any more is not held
  useEffect(() => {
    if (disabled) cancel()
  }, [disabled])

  return (
    <>
      <button
        type="button"
        disabled={disabled}
        aria-describedby={classes(describedBy, `${id}-hint`)}
        data-holding={share > 0 || undefined}
        className={classes(
          'inline-flex h-row shrink-0 touch-none items-center justify-center gap-2 rounded-inner border border-bad px-3 font-medium whitespace-nowrap text-bad transition-colors duration-150 select-none hover:bg-bad/10 disabled:opacity-50 data-holding:bg-bad/20',
          className,
        )}
        onPointerDown={event => {
          if (event.button === 0) start()
        }}
        onPointerUp={cancel}
        onPointerLeave={cancel}
        onPointerCancel={cancel}
        onContextMenu={event => event.preventDefault()}
        onKeyDown={event => {
          if (event.key !== ' ' && event.key !== 'Enter') return
          event.preventDefault()
          if (!event.repeat) start()
        }}
        onKeyUp={event => {
          if (event.key === ' ' || event.key === 'Enter') cancel()
        }}
        onBlur={cancel}
        {...rest}
      >
        <span className="relative grid size-4 shrink-0 place-items-center">
          <Icon size={share > 0 ? 8 : 16} strokeWidth={1.75} aria-hidden="true" />
          {share > 0 && (
            <svg viewBox="0 0 16 16" fill="none" aria-hidden="true" className="absolute inset-0 -rotate-90">
              <circle cx="8" cy="8" r={radius} strokeWidth="2" stroke="currentColor" strokeOpacity="0.25" />
              <circle
                cx="8"
                cy="8"
                r={radius}
                strokeWidth="2"
                stroke="currentColor"
                strokeDasharray={length}
                strokeDashoffset={length * (1 - share)}
              />
            </svg>
          )}
        </span>
        {children}
      </button>
      <span id={`${id}-hint`} hidden>
        {hint}
      </span>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  )
}
