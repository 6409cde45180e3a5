import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type WebSocket, WebSocketServer } from 'ws'
import { Machine } from '../machine/Machine'
import { type JpegFrame, MachineVideo } from './MachineVideo'

/**
 * A machine's video for browser tests, in the framings of the devices: `/mjpeg?style=kvmd|nanokvm|bare` as multipart,
 * `/jpeg` as one image, and a WebSocket that sends a flag byte (1 = key frame) before each access unit and makes a key
 * frame when it hears a byte 1. `?from=clip` plays the clip where ffmpeg is, too.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const machine = new Machine({ widthPx: 640, heightPx: 360, start: 'desktop', desktop: { moving: true } })
  const video = new MachineVideo(machine, { fps: 20, gop: 1000 })
  const clip = new MachineVideo(machine, { fps: 20 }, 'clip')
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    response.setHeader('Access-Control-Allow-Origin', '*')
    if (url.pathname === '/mjpeg') stream(video, url.searchParams.get('style') ?? 'kvmd', response)
    else if (url.pathname === '/jpeg') void video.jpeg().then(({ data }) => response.end(data))
    else response.writeHead(404).end()
  })
  const sockets = new WebSocketServer({ server }).on('connection', (socket, request) => {
    feed(request.url?.includes('from=clip') ? clip : video, socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  project.provide('videoPort', (server.address() as AddressInfo).port)
  return async () => {
    for (const one of [video, clip]) one.close()
    machine.dispose()
    sockets.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

function stream(video: MachineVideo, style: string, response: ServerResponse): void {
  const boundary = style === 'kvmd' ? 'boundarydonotcross' : 'frame'
  response.setHeader('Content-Type', `multipart/x-mixed-replace;boundary=${boundary}`)
  if (style === 'kvmd') response.write(`--${boundary}\r\n`)
  response.on(
    'close',
    video.onJpeg(({ data }: JpegFrame) => void response.write(partOf(style, boundary, data))),
  )
}

/** pikvm/ustreamer ends a part with the next boundary; sipeed/NanoKVM begins one with it, before 2.3.0 without length. */
function partOf(style: string, boundary: string, data: Buffer): Buffer {
  const length = `Content-Length: ${data.length}\r\n`
  const stamp = `X-Timestamp: ${(Date.now() / 1000).toFixed(6)}\r\n\r\n`
  if (style === 'kvmd') {
    const head = `Content-Type: image/jpeg\r\n${length}${stamp}`
    return Buffer.concat([Buffer.from(head), data, Buffer.from(`\r\n--${boundary}\r\n`)])
  }
  const head = `--${boundary}\r\nContent-Type: image/jpeg\r\n${style === 'bare' ? '' : length}\r\n`
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\r\n')])
}

function feed(video: MachineVideo, socket: WebSocket): void {
  const stop = video.onUnit(({ data, key }) => socket.send(Buffer.concat([Buffer.from([key ? 1 : 0]), data])))
  socket.on('close', stop)
  socket.on('message', (data: Buffer) => {
    if (data[0] === 1) video.requestKeyFrame()
  })
}
