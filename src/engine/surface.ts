import type { Readable } from '../lib/readable'

/** How the picture is laid into its box: shrunk or grown to fit, pixel for pixel, or the remote screen made to fit. */
export type Scaling = 'fit' | 'actual' | 'remote'

/** One of several displays of a desktop: its part of the framebuffer. */
export interface RemoteScreen {
  readonly id: number
  readonly xPx: number
  readonly yPx: number
  readonly widthPx: number
  readonly heightPx: number
}

/** Facts about the picture that the page shows and tests read. Everything in it is a snapshot; times are epoch ms. */
export interface PictureFacts {
  /** Remote framebuffer, in its own pixels. 0 x 0 until the device has told. */
  readonly widthPx: number
  readonly heightPx: number
  /** Paints to the screen since the surface was made, over all its connections. */
  readonly framesPainted: number
  /** When the last frame was painted; `undefined` before the first. */
  readonly lastFrameAtMs: number | undefined
  /** What speaks to the device: `rfb`, `mjpeg`, `h264`, or a family's own name for its dialect. */
  readonly dialect: string
  /** The last frame stays on show, grey, after the link is lost. */
  readonly still: boolean
  /** How much larger than its box the picture is shown: 1 to `mostZoom`. */
  readonly zoom: number
}

export const mostZoom = 8

/**
 * A picture that lives longer than any component. A view appends `element` to a box of its own and takes it out again;
 * moving it never reconnects. Options compare old with new, so setting what is already set costs nothing.
 */
export interface Surface {
  readonly element: HTMLElement
  readonly facts: Readable<PictureFacts>
  setScaling(scaling: Scaling): void
  /**
   * At `actual` size: a picture larger than its box is cut off instead of having scroll bars (noVNC's `view_clip`), and
   * moved by dragging while input is off, or always with `drags`. Absent where a surface always scrolls.
   */
  setClip?(clips: boolean, drags: boolean): void
  /** Asks for a remote size in the screen's own pixels, where that is asked for at all: sharper, and smaller letters. */
  setSharpRemote?(isSharp: boolean): void
  /**
   * Shows the picture larger than its box, times `zoom` (kept within 1 to `mostZoom`): `element` grows, whoever holds it
   * scrolls. The machine learns nothing of it.
   */
  setZoom(zoom: number): void
  /** Takes keyboard focus. Does nothing while the element is not in the document. */
  focus(): void
  /** The remote screen as it was last painted, without cursor, at its own size. Rejects when nothing was painted yet. */
  capture(type?: 'image/png' | 'image/jpeg', quality?: number): Promise<Blob>
  /**
   * What is painted from now on, as a video track for a MediaRecorder. Of the present connection: a later one paints
   * elsewhere. Whoever asked stops its tracks. Throws when nothing was painted yet.
   */
  stream(): MediaStream
}

/** Gives a surface's element the size that belongs to a zoom, and returns the zoom it could have. */
export function applyZoom(element: HTMLElement, wanted: number): number {
  const zoom = Math.min(mostZoom, Math.max(1, wanted))
  element.style.width = element.style.height = `${zoom * 100}%`
  return zoom
}
