import GestureHandler from '@novnc/novnc/core/input/gesturehandler.js'

/** What noVNC's recogniser tells of fingers (novnc/noVNC v1.7.0 core/input/gesturehandler.js). Page pixels. */
export interface GestureDetail {
  readonly type: 'onetap' | 'twotap' | 'threetap' | 'drag' | 'longpress' | 'twodrag' | 'pinch'
  /** Where it is; of `twodrag` and `pinch` where it began. */
  readonly clientX: number
  readonly clientY: number
  /** Of `twodrag` the way since the beginning, of `pinch` the distance of the fingers. */
  readonly magnitudeX?: number
  readonly magnitudeY?: number
}

export const gesturePhases = ['gesturestart', 'gesturemove', 'gestureend'] as const

/**
 * Recognises the gestures of fingers on this element, by the same rules on every kind of machine, and keeps the browser
 * from making mouse events of them. Returns a function that stops it.
 */
export function recogniseGestures(
  element: HTMLElement,
  told: (phase: (typeof gesturePhases)[number], detail: GestureDetail) => void,
): () => void {
  const handler = new GestureHandler()
  const listen = (event: Event) =>
    told(event.type as (typeof gesturePhases)[number], (event as CustomEvent<GestureDetail>).detail)
  handler.attach(element)
  for (const phase of gesturePhases) element.addEventListener(phase, listen)
  return () => {
    handler.detach()
    for (const phase of gesturePhases) element.removeEventListener(phase, listen)
  }
}
