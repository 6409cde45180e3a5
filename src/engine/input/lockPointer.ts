/**
 * A relative mouse sees only movements: the browser gives those without an edge while its own pointer is locked, which a
 * click on the picture asks for while `isWanted`. Returns what ends it.
 */
export function lockPointer(element: HTMLElement, isWanted: () => boolean): () => void {
  const lock = () => {
    if (!isWanted() || document.pointerLockElement === element) return
    // Refused without a gesture or in a frame without the right: the mouse then moves as far as the page goes.
    void Promise.resolve(element.requestPointerLock()).catch(() => {})
  }
  element.addEventListener('click', lock)
  return () => {
    element.removeEventListener('click', lock)
    if (document.pointerLockElement === element) document.exitPointerLock()
  }
}
