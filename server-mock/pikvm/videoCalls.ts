import { randomBytes } from 'node:crypto'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { JpegFrame, MachineVideo } from '../video/MachineVideo'
import type { Call } from './Call'
import { invalid, KvmdError } from './KvmdError'
import { offlineJpeg } from './offlineJpeg'
import { readText } from './readText'
import type { StreamClient, Streamer } from './Streamer'
import { bool, int, isMissing, splitList } from './validators'

const boundary = 'boundarydonotcross'
const ocrLanguages = ['eng']

type Calls = Readonly<Record<string, (call: Call) => void | Promise<void>>>

/** The handles of the picture: kvmd/apps/kvmd/api/streamer.py. */
export function streamerCalls(streamer: Streamer, video: MachineVideo): Calls {
  return {
    'POST /streamer/set_params': call => streamer.setParams(call),
    'POST /streamer/reset'(call) {
      streamer.restart()
      call.ok()
    },
    'GET /streamer/ocr': call => call.ok({ ocr: ocrState() }),
    'DELETE /streamer/snapshot'(call) {
      streamer.save(undefined)
      call.ok()
    },
    async 'GET /streamer/snapshot'(call) {
      const saves = bool(call.get('save'), false)
      const loads = bool(call.get('load'), false)
      const allowsOffline = bool(call.get('allow_offline'), false)
      const previews = bool(call.get('preview'), false)
      const maxWidth = int(call.get('preview_max_width'), { min: 0, usual: 0 })
      const maxHeight = int(call.get('preview_max_height'), { min: 0, usual: 0 })
      const quality = int(call.get('preview_quality'), { what: 'stream quality', min: 1, max: 100, usual: 80 })
      const reads = bool(call.get('ocr'), false)
      const languages = isMissing(call.get('ocr_langs')) ? ocrLanguages : splitList(call.get('ocr_langs') ?? '')
      if (reads && languages.some(language => !ocrLanguages.includes(language))) {
        throw invalid(`Failed sub-validator on one of the item of [${languages.map(l => `'${l}'`).join(', ')}]`)
      }
      const shot = await take()
      if (!shot) throw new KvmdError(503, 'UnavailableError', 'Service Unavailable')
      if (reads) return call.plain(200, await readText(shot.jpeg, areaOf(call)))
      const data = previews ? await smaller(shot.jpeg, maxWidth, maxHeight, quality) : shot.jpeg
      call.send(200, 'image/jpeg', data, {
        'X-Timestamp': (Date.now() / 1000).toFixed(6),
        'X-UStreamer-Online': String(shot.online),
        'X-UStreamer-Width': String(shot.width),
        'X-UStreamer-Height': String(shot.height),
      })

      async function take() {
        if (loads) return streamer.snapshot && { ...streamer.snapshot, online: true }
        if (!streamer.isRunning) return undefined
        if (!streamer.isOnline) {
          if (!allowsOffline) return undefined
          return { jpeg: await offlineJpeg(), width: 640, height: 480, online: false }
        }
        const { data, widthPx, heightPx } = await video.jpeg(streamer.quality)
        const taken = { jpeg: data, width: widthPx, height: heightPx, online: true }
        if (saves) streamer.save(taken)
        return taken
      }
    },
  }
}

/** What nginx passes to the daemon itself, under `/streamer`; it has checked who asks. */
export function daemonCalls(streamer: Streamer, video: MachineVideo): Calls {
  return {
    'GET /streamer/stream'(call) {
      if (!streamer.isRunning) return call.nginx(502, 'Bad Gateway')
      stream(call, streamer, video)
    },
    'GET /streamer/state'(call) {
      if (!streamer.isRunning) return call.nginx(502, 'Bad Gateway')
      call.json(200, { ok: true, result: streamer.state().streamer })
    },
    async 'GET /streamer/snapshot'(call) {
      if (!streamer.isRunning) return call.nginx(502, 'Bad Gateway')
      call.send(200, 'image/jpeg', streamer.isOnline ? (await video.jpeg(streamer.quality)).data : await offlineJpeg())
    },
  }
}

export function ocrState() {
  return { enabled: true, langs: { default: [...ocrLanguages], available: [...ocrLanguages] } }
}

/** One MJPEG stream: ustreamer/src/ustreamer/http/server.c. A still picture is repeated once a second. */
function stream(call: Call, streamer: Streamer, video: MachineVideo): void {
  const { response } = call
  const client: StreamClient = {
    id: randomBytes(8).toString('hex'),
    key: call.get('key') ?? '0',
    extraHeaders: call.get('extra_headers') === '1',
    advanceHeaders: call.get('advance_headers') === '1',
    dualFinalFrames: call.get('dual_final_frames') === '1',
    zeroData: call.get('zero_data') === '1',
    fps: 0,
  }
  streamer.clients.set(client.id, client)
  call.head(200, {
    'Content-Type': `multipart/x-mixed-replace;boundary=${boundary}`,
    'Cache-Control': 'no-store, no-cache, must-revalidate, proxy-revalidate, pre-check=0, post-check=0, max-age=0',
    Pragma: 'no-cache',
    Expires: 'Mon, 3 Jan 2000 12:34:56 GMT',
    'Set-Cookie': `stream_client=${client.key}/${client.id}; path=/; max-age=30`,
  })
  response.write(`--${boundary}\r\n`)
  let frames = 0
  let lastSentMs = 0
  let isAlive = true
  const second = setInterval(() => {
    client.fps = frames
    frames = 0
  }, 1_000)
  const send = (jpeg: Buffer, frame: Pick<JpegFrame, 'widthPx' | 'heightPx'>) => {
    if (!isAlive || response.writableLength > 2_000_000) return // a slow reader misses frames
    frames++
    lastSentMs = Date.now()
    const extra = client.extraHeaders
      ? [
          `X-UStreamer-Online: ${streamer.isOnline}`,
          'X-UStreamer-Dropped: 0',
          `X-UStreamer-Width: ${frame.widthPx}`,
          `X-UStreamer-Height: ${frame.heightPx}`,
          `X-UStreamer-Client-FPS: ${client.fps}`,
          'X-UStreamer-Latency: 0.010000',
        ]
      : []
    const length = client.advanceHeaders ? [] : [`Content-Length: ${jpeg.length}`]
    const stamp = `X-Timestamp: ${(Date.now() / 1000).toFixed(6)}`
    const head = ['Content-Type: image/jpeg', ...length, stamp, ...(client.advanceHeaders ? [] : extra)].join('\r\n')
    response.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), jpeg, Buffer.from(`\r\n--${boundary}\r\n`)]))
  }
  const stopVideo = video.onJpeg(frame => {
    if (!streamer.isOnline) {
      if (Date.now() - lastSentMs >= 1_000) void offlineJpeg().then(jpeg => send(jpeg, { widthPx: 640, heightPx: 480 }))
    } else if (!frame.same || Date.now() - lastSentMs >= 1_000) send(frame.data, frame)
  })
  const end = () => {
    isAlive = false
    clearInterval(second)
    stopVideo()
    stopDown()
    streamer.clients.delete(client.id)
  }
  const stopDown = streamer.onDown(() => response.destroy())
  response.once('close', end)
}

function areaOf(call: Call) {
  const edge = (name: string) => int(call.get(name), { usual: -1 })
  return { left: edge('ocr_left'), top: edge('ocr_top'), right: edge('ocr_right'), bottom: edge('ocr_bottom') }
}

/** Never enlarged; without sizes a fifth. */
async function smaller(jpeg: Buffer, maxWidth: number, maxHeight: number, quality: number): Promise<Buffer> {
  const image = await loadImage(jpeg)
  const [toWidth, toHeight] = maxWidth + maxHeight === 0 ? [image.width / 5, image.height / 5] : [maxWidth, maxHeight]
  const scale = Math.min(1, (toWidth || image.width) / image.width, (toHeight || image.height) / image.height)
  const canvas = createCanvas(
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  )
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.encode('jpeg', quality)
}
