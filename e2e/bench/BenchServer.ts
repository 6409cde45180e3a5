import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { WebSocketServer } from 'ws'
import { offerRgbx } from './page/offerRgbx'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
}

/** Serves the bench page and the recordings, and bridges to a VNC server; what that one sends is written down on `?record`. */
export class BenchServer {
  private readonly http: Server
  private recording: Buffer[] = []

  constructor(page: string, recordings: ReadonlyMap<string, Buffer>) {
    this.http = createServer(async (request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://x').pathname)
      const recorded = recordings.get(path.replace('/recordings/', ''))
      if (recorded) return void response.end(recorded)
      try {
        const body = await readFile(join(page, path === '/' ? 'index.html' : path))
        response
          .writeHead(200, { 'Content-Type': types[extname(path === '/' ? '.html' : path)] ?? 'text/html' })
          .end(body)
      } catch {
        response.writeHead(404).end()
      }
    })
    new WebSocketServer({ server: this.http }).on('connection', (socket, request) => {
      const startedMs = performance.now()
      const asked = new URL(request.url ?? '/', 'http://x').searchParams
      const tcp = connect(Number(asked.get('port')), '127.0.0.1')
      let passed = 0
      tcp.on('data', data => {
        if (asked.has('record')) offerRgbx(data, passed)
        passed += data.length
        socket.send(data)
        if (!asked.has('record')) return
        const head = Buffer.alloc(8)
        head.writeFloatBE(performance.now() - startedMs, 0)
        head.writeUInt32BE(data.length, 4)
        this.recording.push(head, data)
      })
      tcp.on('close', () => socket.close())
      tcp.on('error', () => socket.close())
      socket.on('message', (data: Buffer) => tcp.write(data))
      socket.on('close', () => tcp.destroy())
    })
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.http.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/`
  }

  /** What came since the last call, in the format of `readRecording`. */
  takeRecording(): Buffer {
    const recording = Buffer.concat(this.recording)
    this.recording = []
    return recording
  }

  close(): void {
    this.http.close()
    this.http.closeAllConnections()
  }
}
