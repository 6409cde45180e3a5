import type { ServerResponse } from 'node:http'
import type { JpegFrame } from '../video/MachineVideo'
import { type Age, has } from './ages'
import type { Capture } from './Capture'
import type { FrameDetect } from './FrameDetect'

/**
 * `GET /api/stream/mjpeg` (server/service/stream/mjpeg/streamer.go). The head is sent with the first image: without a
 * signal the request hangs. No closing boundary. Returns what ends it.
 */
export function mjpegStream(age: Age, capture: Capture, detect: FrameDetect, response: ServerResponse): () => void {
  const boundary = has(age, '2.1.1') ? 'frame' : 'mjpegstream' // before, an internal server's was passed on
  const telling = has(age, '2.3.0') || !has(age, '2.1.1')
  const stopWatching = capture.watch('mjpeg')
  const stopImages = capture.video.onJpeg(frame => {
    if (!capture.isLive || !frame.online || detect.holdsBack(frame)) return
    if (!response.headersSent) {
      response.writeHead(200, {
        'Content-Type': `multipart/x-mixed-replace; boundary=${boundary}`,
        'Cache-Control': 'no-cache',
        Pragma: 'no-cache',
        ...(has(age, '2.3.0') && { 'X-Server-Date': new Date().toUTCString() }),
      })
    }
    if (response.writableLength < 4 << 20) response.write(part(frame, boundary, telling))
  })
  const end = () => {
    stopImages()
    stopWatching()
    response.destroy()
  }
  response.once('close', end)
  return end
}

function part({ data }: JpegFrame, boundary: string, telling: boolean): Buffer {
  const length = telling ? `Content-Length: ${data.length}\r\n` : ''
  const head = `--${boundary}\r\nContent-Type: image/jpeg\r\n${length}\r\n`
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\r\n')])
}
