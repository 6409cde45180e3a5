/**
 * Lets noVNC capture the mouse by the browser's own means while a button is held. Its `setCapture` (core/util/events.js)
 * calls a method of that name where the element has one. Otherwise it lays an element over the whole page at each press,
 * before it sends: the style and layout of that were half of the main thread's time from a press to the wire.
 */
export function captureMouse(canvas: HTMLCanvasElement): void {
  let pointer: number | undefined
  canvas.addEventListener('pointerdown', ({ pointerId }) => {
    pointer = pointerId
  })
  for (const ended of ['pointerup', 'pointercancel'] as const)
    canvas.addEventListener(ended, () => {
      pointer = undefined
    })
  // What noVNC's own cursor, where browsers have none, goes by (core/util/cursor.js).
  canvas.addEventListener('lostpointercapture', () => Object.assign(document, { captureElement: null }))
  const setCapture = () => {
    if (pointer !== undefined) canvas.setPointerCapture(pointer)
  }
  Object.assign(canvas, { setCapture })
}
