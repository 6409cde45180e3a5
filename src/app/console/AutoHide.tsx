import { ChevronDown } from 'lucide-react'
import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { notices } from '../../stores/notices'
import { useSetting } from '../../stores/preferences'
import { classes } from '../../ui/classes'
import { useWords } from '../../ui/useWords'

/** It goes when nothing happened to it for so long, ms. */
const idleMs = 5_000
const handlePlaces = { left: 'left-2', middle: 'left-1/2 -translate-x-1/2', right: 'right-2' } as const
/** The pointer this near the upper edge brings it back, px. Nothing lies there that would take clicks from the picture. */
const zonePx = 3

/**
 * A bar over the picture that hides when idle: not while it is pointed at, has the keyboard's focus, or a menu of it is
 * open, and each message restarts its time. It comes back at the upper edge, by its handle, and when the focus enters.
 */
export function AutoHide({ bar, children }: { bar: RefObject<HTMLElement | null>; children: ReactNode }) {
  const t = useWords()
  const place = useSetting('barHandle').value
  const box = useRef<HTMLDivElement>(null)
  const [isShown, setShown] = useState(true)
  const lastMs = useRef(Date.now())
  const isTouched = useRef(false)
  const show = useCallback(() => {
    lastMs.current = Date.now()
    setShown(true)
  }, [])

  useEffect(() => {
    if (!isShown) return
    const timer = setInterval(() => {
      if (isTouched.current || isHeld(box.current)) lastMs.current = Date.now()
      else if (Date.now() - lastMs.current >= idleMs) setShown(false)
    }, 250)
    return () => clearInterval(timer)
  }, [isShown])
  useEffect(() => {
    const atEdge = (event: PointerEvent) => {
      if (event.clientY <= zonePx && event.pointerType === 'mouse' && event.buttons === 0) show()
    }
    // In the capture phase: the engine may keep moves on the picture to itself.
    window.addEventListener('pointermove', atEdge, { capture: true })
    const stop = notices.subscribe(() => {
      lastMs.current = Date.now()
    })
    return () => {
      window.removeEventListener('pointermove', atEdge, { capture: true })
      stop()
    }
  }, [show])

  return (
    <div ref={box} className="pointer-events-none fixed inset-x-2 top-2 z-10 push:end-(--bar-end)">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notices that somebody is there */}
      <div
        data-shown={isShown}
        onFocus={show}
        onPointerEnter={() => {
          isTouched.current = true
          show()
        }}
        onPointerLeave={() => {
          isTouched.current = false
          lastMs.current = Date.now()
        }}
        className={classes(
          'transition-[opacity,translate] duration-150',
          !isShown && '-translate-y-2 opacity-0 [&_*]:pointer-events-none',
        )}
      >
        {children}
      </div>
      {!isShown && (
        <button
          type="button"
          aria-label={t('bar.showBar')}
          onPointerEnter={event => event.pointerType === 'mouse' && show()}
          onClick={() => {
            show()
            bar.current?.querySelector<HTMLElement>('button[tabindex="0"]')?.focus()
          }}
          className={classes(
            'pointer-events-auto absolute -top-2 flex h-row w-16 items-start justify-center',
            handlePlaces[place],
          )}
        >
          <span className="grid h-4 w-full place-items-center rounded-b-outer border border-t-0 border-line-strong bg-overlay text-ink-2">
            <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
          </span>
        </button>
      )}
    </div>
  )
}

/** A menu of it is open, or the keyboard is in it. A button that was clicked has the focus, too, but does not hold it. */
function isHeld(box: HTMLElement | null): boolean {
  return box?.querySelector('[aria-haspopup][aria-expanded="true"], :focus-visible') != null
}
