import { createCanvas } from '@napi-rs/canvas'
import { sans } from '../machine/text/fonts'

let made: Promise<Buffer> | undefined

/** What uStreamer sends while there is no signal: 640 x 480, and these words. */
export function offlineJpeg(): Promise<Buffer> {
  made ??= draw()
  return made
}

function draw(): Promise<Buffer> {
  const canvas = createCanvas(640, 480)
  const context = canvas.getContext('2d')
  context.fillStyle = '#000'
  context.fillRect(0, 0, 640, 480)
  context.fillStyle = '#fff'
  context.font = `600 34px ${sans}`
  context.textAlign = 'center'
  context.fillText('< NO LIVE VIDEO >', 320, 252)
  return canvas.encode('jpeg', 80)
}
