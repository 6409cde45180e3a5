import type { Batch } from './ops'
import type { PainterReport } from './SurfacePainter'
import type { VideoFeed, VideoReport } from './VideoPainter'

/** What the page tells the painter's worker. */
export type ToPainter =
  | { readonly do: 'open'; readonly surface: number; readonly canvas: OffscreenCanvas }
  | { readonly do: 'apply'; readonly surface: number; readonly batch: Batch }
  | { readonly do: 'open-video'; readonly surface: number; readonly canvas: OffscreenCanvas }
  | { readonly do: 'feed'; readonly surface: number; readonly feed: VideoFeed }
  | {
      readonly do: 'capture'
      readonly surface: number
      readonly request: number
      readonly type: string
      readonly quality?: number
    }
  | { readonly do: 'close'; readonly surface: number }

/** What it answers. */
export type FromPainter =
  /** Said once, when it is loaded: before that an error means that it never will be. */
  | { readonly is: 'ready' }
  | { readonly is: 'report'; readonly surface: number; readonly report: PainterReport }
  | { readonly is: 'video'; readonly surface: number; readonly report: VideoReport }
  | { readonly is: 'captured'; readonly request: number; readonly blob: Blob | undefined }
