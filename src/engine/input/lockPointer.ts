/** A browser, or a frame, in which no page may ever have it. Anything else, such as a lock just left, passes. */
const finalRefusals = ['SecurityError', 'NotSupportedError']

export interface PointerLock {
  /** The mouse is the machine's: locked, or as good as it gets where this page may not lock it. */
  isHeld(): boolean
  dispose(): void
}

/**
 * A relative mouse sees only movements: the browser gives those without an edge while its own pointer is locked, which a
 * click on the picture asks for while `isWanted`.
 */
export function lockPointer(element: HTMLElement, isWanted: () => boolean): PointerLock {
  const isLocked = () => document.pointerLockElement === element
  // Not on every tablet.
  let isPossible = 'requestPointerLock' in element
  const lock = async () => {
    if (!isPossible || !isWanted() || isLocked()) return
    try {
      await element.requestPointerLock()
    } catch (error) {
      // The mouse then moves as far as the page goes.
      if (error instanceof DOMException && finalRefusals.includes(error.name)) isPossible = false
    }
  }
  const clicked = () => void lock()
  element.addEventListener('click', clicked)
  return {
    isHeld: () => isLocked() || !isPossible,
    dispose() {
      element.removeEventListener('click', clicked)
      if (isLocked()) document.exitPointerLock()
    },
  }
}
