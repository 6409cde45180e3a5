import type { ScreenshotCapability, ScreenshotOptions } from '../../capabilities/screenshot'
import { DeviceError } from '../../errors'
import type { KasmApi } from './KasmApi'
import type { KasmWire } from './KasmWire'

/** A picture whose smaller side rounds to nothing ends the server, and with it every session. */
const smallestPx = 16
/** The server copies its screen once a minute. */
const maxAgeS = 60
/** 15 to 100 in libjpeg's count: kasmtech/KasmVNC common/network/GetAPIMessager.cxx. */
const qualities = { min: 0, max: 9, usual: 8 }

/** The server's own picture of the screen, also when nobody looks. */
export function kasmScreenshot(api: KasmApi, wire: KasmWire): ScreenshotCapability {
  return {
    maxAgeS,
    quality: qualities,
    async capture(options = {}) {
      const query = { ...sizeWanted(options, wire.size), quality: options.quality ?? qualities.usual }
      const { signal } = options
      const response = await api.get('get_screenshot', query, signal ? { signal } : {}).catch((error: unknown) => {
        // In its first five seconds it has none.
        const hasNone = error instanceof DeviceError && error.reason === 'action-refused'
        throw hasNone ? new DeviceError('no-picture', { cause: error }) : error
      })
      const blob = await response.blob().catch((cause: unknown) => {
        signal?.throwIfAborted()
        throw new DeviceError('connection-lost', { cause })
      })
      if (!blob.type.startsWith('image/')) throw new DeviceError('no-picture', { detail: blob.type })
      return blob
    },
  }
}

/** Nothing, or a size whose both sides stay above the limit on this screen: the server keeps the proportions. */
export function sizeWanted(
  { widthPx, heightPx }: ScreenshotOptions,
  screen: { readonly widthPx: number; readonly heightPx: number },
): { width?: number; height?: number } {
  if (screen.widthPx === 0 || screen.heightPx === 0) return {}
  if (widthPx === undefined && heightPx === undefined) return {}
  const wanted = Math.min((widthPx ?? Infinity) / screen.widthPx, (heightPx ?? Infinity) / screen.heightPx)
  const least = smallestPx / Math.min(screen.widthPx, screen.heightPx)
  const scale = Math.max(wanted, least)
  if (!(scale < 1)) return {}
  return { width: Math.ceil(screen.widthPx * scale), height: Math.ceil(screen.heightPx * scale) }
}
