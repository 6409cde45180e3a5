/**
 * A picture made by the device. Every family can also capture its surface in the browser; this is for where the device
 * does it better or also when nobody looks (PiKVM snapshot, KasmVNC `get_screenshot`).
 */
export interface ScreenshotCapability {
  /** How old the picture may be, s: KasmVNC copies its screen once a minute. */
  readonly maxAgeS: number
  /** Where the device lets its JPEG's quality be chosen. */
  readonly quality?: { readonly min: number; readonly max: number; readonly usual: number }
  /**
   * Rejects with `no-picture` when the device has none. Sides under 16 px are never asked for: such a request ends a
   * KasmVNC server (kasmtech/KasmVNC common/network/GetAPIMessager.cxx).
   */
  capture(options?: ScreenshotOptions): Promise<Blob>
  /** Text in the picture, read by the device. Languages as the device names them. */
  readonly ocr?: OcrCapability | undefined
}

export interface OcrCapability {
  readonly languages: readonly string[]
  read(options: OcrOptions): Promise<string>
}

export interface ScreenshotOptions {
  readonly widthPx?: number
  readonly heightPx?: number
  /** Within the capability's `quality`. */
  readonly quality?: number
  readonly signal?: AbortSignal
}

export interface OcrOptions {
  readonly languages: readonly string[]
  readonly area?: {
    readonly leftPx: number
    readonly topPx: number
    readonly rightPx: number
    readonly bottomPx: number
  }
  readonly signal?: AbortSignal
}
