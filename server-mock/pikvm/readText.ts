import { createCanvas, loadImage } from '@napi-rs/canvas'

/** Source pixels; -1 = the picture's edge. */
export interface OcrArea {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

type Reader = { recognize(image: Buffer): Promise<{ data: { text: string } }>; terminate(): Promise<unknown> }
let reader: Promise<Reader> | undefined

/** Reads the text in a part of a picture, as the Tesseract on a PiKVM does: kvmd/apps/kvmd/ocr.py. */
export async function readText(jpeg: Buffer, area: OcrArea): Promise<string> {
  const image = await loadImage(jpeg)
  const left = Math.max(0, area.left)
  const top = Math.max(0, area.top)
  const right = area.right < 0 ? image.width : Math.min(image.width, area.right)
  const bottom = area.bottom < 0 ? image.height : Math.min(image.height, area.bottom)
  if (right <= left || bottom <= top) return ''
  const canvas = createCanvas((right - left) * 2, (bottom - top) * 2)
  const context = canvas.getContext('2d')
  context.drawImage(image, left, top, right - left, bottom - top, 0, 0, canvas.width, canvas.height)
  reader ??= openReader()
  const { data } = await (await reader).recognize(await canvas.encode('png'))
  return data.text
}

/** Ends the reader, which otherwise keeps the process alive. */
export async function closeReader(): Promise<void> {
  const open = await reader
  reader = undefined
  await open?.terminate()
}

async function openReader(): Promise<Reader> {
  const { createWorker } = await import('tesseract.js')
  const { createRequire } = await import('node:module')
  const { dirname, join } = await import('node:path')
  const folder = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'))
  return createWorker('eng', 1, { langPath: join(folder, '4.0.0_best_int'), cacheMethod: 'none', gzip: true })
}
