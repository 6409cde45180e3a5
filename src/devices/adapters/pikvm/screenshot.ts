import { readText } from '../../../net/readText'
import type { OcrCapability, ScreenshotCapability } from '../../capabilities/screenshot'
import { DeviceError } from '../../errors'
import type { Kvmd } from './Kvmd'

/** Without a signal any answer takes 3 to 4 s, and reading text as long again. */
const timeoutMs = 30_000

/** A picture of the device's video daemon, and the text in it, read by the device's Tesseract. */
export function pikvmScreenshot({ client, state }: Kvmd): ScreenshotCapability {
  return {
    maxAgeS: 0,
    async capture({ widthPx, heightPx, signal } = {}) {
      const isPreview = widthPx !== undefined || heightPx !== undefined
      const preview = isPreview ? { preview: true, preview_max_width: widthPx, preview_max_height: heightPx } : {}
      const options = { params: preview, timeoutMs, ...(signal && { signal }) }
      const answer = await client.open('api/streamer/snapshot', options)
      return answer.blob()
    },
    get ocr(): OcrCapability | undefined {
      const { ocr } = state.getState()
      if (!ocr?.enabled) return undefined
      return {
        languages: ocr.langs.available,
        async read({ languages, area, signal }) {
          const params = {
            ...{ allow_offline: true, ocr: true, ocr_langs: languages.join(',') || undefined },
            ...(area && {
              ocr_left: area.leftPx,
              ocr_top: area.topPx,
              ocr_right: area.rightPx,
              ocr_bottom: area.bottomPx,
            }),
          }
          const answer = await client.open('api/streamer/snapshot', { params, timeoutMs, ...(signal && { signal }) })
          const text = await readText(answer)
          if (/^\s*<(!doctype|html)/i.test(text)) throw new DeviceError('proxy-html')
          return text
        },
      }
    },
  }
}
