import { createHash } from 'node:crypto'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Machine } from '../machine/Machine'
import type { SizeReason } from '../vnc/pseudoRects'
import type { VncViewer } from '../vnc/VncViewer'
import {
  type Answer,
  answerBytes,
  defaultHeaders,
  type ExtraHeaders,
  forbidden,
  refusalBytes,
  tooLarge,
} from './answers'
import { Blacklist } from './Blacklist'
import { FrameStats } from './FrameStats'
import { type HttpRequest, RequestReader } from './httpRequest'
import { KasmClipboard } from './KasmClipboard'
import { KasmSettings } from './KasmSettings'
import type { KasmUsers, Rights } from './KasmUsers'
import { type KasmHost, KasmViewer, type ViewerFaults } from './KasmViewer'
import { judgeLogin } from './login'
import { answerRequest } from './routes'
import { Screenshot, type ScreenshotTimes } from './Screenshot'
import { SessionList } from './SessionList'
import type { UnixRelay } from './UnixRelay'
import type { KasmVersion } from './versions'
import { type WebSocketFaults, WebSocketStream } from './WebSocketStream'

export interface KasmServerOptions {
  readonly name: string
  readonly users: KasmUsers
  readonly version?: KasmVersion
  readonly headers?: ExtraHeaders
  /** Everybody may look and type, and nobody owns it: the API is gone. */
  readonly disableBasicAuth?: boolean
  readonly blacklist?: { readonly threshold?: number; readonly timeoutMs?: number; readonly now?: () => number }
  /** Plain connections are closed without a word; without it they are served. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly required: boolean }
  readonly webRoot?: string
  readonly downloads?: string
  readonly relays?: readonly UnixRelay[]
  readonly screenshot?: Partial<ScreenshotTimes>
  /** `none`: no password is asked inside RFB either. */
  readonly security?: 'vnc-auth' | 'none'
  readonly idleTimeoutMs?: number
  readonly forcesGameMode?: boolean
  readonly clipboardTypes?: readonly string[]
  /** How long half a pointer event may hold up everybody. */
  readonly waitMs?: number
  /** How long `get_frame_stats` waits for a frame. */
  readonly frameWaitMs?: number
  readonly faults?: ViewerFaults & WebSocketFaults
}

const websocketGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const neededForUpgrade = ['host', 'origin', 'sec-websocket-version', 'sec-websocket-key', 'connection'] as const
const shortestUpgrade = 92
const largestPx = 7680
const smallestPx = 64

/**
 * KasmVNC in front of a machine: one port for HTTP and WebSocket, Basic login before everything, its API, its file
 * server and its RFB. Sources: kasmtech/KasmVNC common/network/websocket.c and common/rfb; recordings of a real one.
 */
export class KasmServer {
  readonly users: KasmUsers
  readonly settings = new KasmSettings()
  readonly blacklist: Blacklist
  readonly clipboard: KasmClipboard
  readonly screenshot: Screenshot
  readonly sessions = new SessionList()
  readonly frameStats: FrameStats
  readonly options: KasmServerOptions
  /** What `get_bottleneck_stats` shows: as of the last screen update. */
  bottleneckTable = ''
  /** Requests by path, for tests that ask what was asked. */
  readonly requests: { readonly method: string; readonly path: string }[] = []
  private readonly machine: Machine
  private readonly server: Server
  private readonly host: KasmHost
  private readonly viewers = new Set<KasmViewer>()
  private readonly sockets = new Set<Socket>()
  private readonly stops: (() => void)[]
  private resizing: VncViewer | undefined
  private stalledBy: KasmViewer | undefined
  private stallTimer: NodeJS.Timeout | undefined

  constructor(machine: Machine, options: KasmServerOptions) {
    this.machine = machine
    this.options = options
    this.users = options.users
    this.blacklist = new Blacklist(options.blacklist ?? {})
    this.screenshot = new Screenshot(machine, { firstMs: 5_000, everyMs: 60_000, ...options.screenshot })
    this.frameStats = new FrameStats(() => this.connected, options.frameWaitMs)
    this.clipboard = new KasmClipboard(machine.clipboard, options.clipboardTypes)
    this.bottleneckTable = this.writeTable()
    this.host = this.makeHost()
    this.server = createServer({ noDelay: true }, socket => this.accept(socket))
    this.stops = [
      machine.onDamage(damage => {
        if (damage.kind !== 'resized') return this.each(viewer => viewer.damaged(damage))
        if (this.screenshot.taken) this.screenshot.copy()
        this.each(viewer => viewer.resized(this.reasonFor(viewer), 0))
      }),
      machine.onCursor(() => this.each(viewer => viewer.cursorChanged())),
      machine.onLocks(() => this.each(viewer => viewer.locksChanged())),
      machine.onBell(() => this.each(viewer => viewer.bell())),
      this.clipboard.onOffer(items => this.each(viewer => viewer.sendClipboard(items))),
      ...(options.relays ?? []).map(relay =>
        relay.onDatagram(data => this.each(viewer => viewer.sendDatagram(relay.name, data))),
      ),
    ]
  }

  /** Viewers past the handshake, oldest first. */
  get connected(): readonly KasmViewer[] {
    return [...this.viewers].filter(viewer => viewer.connected)
  }

  /** Half a message of somebody's holds up everybody. */
  get isStalled(): boolean {
    return this.stalledBy !== undefined
  }

  listen(port = 0, host = '127.0.0.1'): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, () => resolve((this.server.address() as AddressInfo).port))
    })
  }

  /** `send_full_frame`. */
  sendFullFrame(): void {
    this.each(viewer => viewer.sendFullFrame())
  }

  /** What the too small screenshot does: every connection is gone without a byte. It comes back as a service would. */
  crash(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  /** Ends every connection and stops listening. Safe twice. */
  async close(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop()
    clearTimeout(this.stallTimer)
    this.screenshot.dispose()
    this.clipboard.dispose()
    this.each(viewer => viewer.end('the server ended'))
    for (const socket of this.sockets) socket.destroy()
    if (this.server.listening) await new Promise(resolve => this.server.close(resolve))
  }

  private each(run: (viewer: KasmViewer) => void): void {
    for (const viewer of [...this.viewers]) run(viewer)
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.sockets.delete(socket))
    const { tls } = this.options
    if (!tls) return this.serve(socket, socket)
    socket.once('data', first => {
      socket.pause()
      socket.unshift(first)
      const isTls = first[0] === 0x16 || first[0] === 0x80
      if (!isTls && tls.required) return void socket.destroy()
      const secureContext = createSecureContext(tls)
      const inner = isTls ? new TLSSocket(socket, { isServer: true, secureContext }) : socket
      inner.on('error', () => {})
      this.serve(inner, socket)
      inner.resume()
    })
  }

  private serve(stream: Duplex, socket: Socket): void {
    const reader = new RequestReader()
    const take = (part: Buffer) => {
      const request = reader.take(part)
      if (!request) return
      stream.off('data', take)
      stream.pause()
      void this.respond(request, stream, socket.remoteAddress ?? '')
    }
    stream.on('data', take)
  }

  private async respond(request: HttpRequest | 'too-large', stream: Duplex, peer: string): Promise<void> {
    const { headers = defaultHeaders } = this.options
    const method = request === 'too-large' ? 'GET' : request.method
    const say = (answer: Answer) => finish(stream, answerBytes(answer, headers, method))
    if (request === 'too-large') return say(tooLarge)
    const login = judgeLogin(request, peer, this.options.disableBasicAuth ?? false, this.users, this.blacklist)
    if (login.verdict === 'too-long') return say(forbidden)
    if (login.verdict !== 'in') return finish(stream, refusalBytes(login.verdict, headers))
    if (isUpgrade(request)) return this.upgrade(request, stream, login.address, login.user)
    this.requests.push({ method: request.method, path: request.target })
    const answer = await answerRequest(this, request, login.rights.owner)
    if (answer === 'crash') return this.crash()
    if (answer === 'nothing') return void stream.destroy()
    say(answer)
  }

  private upgrade(request: HttpRequest, stream: Duplex, address: string, userName: string): void {
    const key = request.headers.get('sec-websocket-key') ?? ''
    const accept = createHash('sha1')
      .update(key + websocketGuid)
      .digest('base64')
    const protocol = (request.headers.get('sec-websocket-protocol') ?? '').split(',', 1)[0] ?? ''
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      `Sec-WebSocket-Protocol: ${protocol}`,
    ]
    stream.write(`${lines.join('\r\n')}\r\n\r\n`)
    const bytes = new WebSocketStream(stream, protocol === 'base64', this.options.faults)
    const micros = Math.round(performance.timeOrigin * 1000 + performance.now() * 1000)
    const id = `${address}_${Math.floor(micros / 1e6)}.${micros % 1e6}::websocket`
    this.viewers.add(new KasmViewer(bytes, this.host, id, userName))
    stream.resume()
  }

  private reasonFor(viewer: VncViewer): SizeReason {
    if (!this.resizing) return 'server'
    return viewer === this.resizing ? 'this-viewer' : 'other-viewer'
  }

  private rightsOf(userName: string): Rights | undefined {
    if (this.options.disableBasicAuth) return { read: true, write: true, owner: false }
    return this.users.find(userName)
  }

  private makeHost(): KasmHost {
    const server = this
    const { machine, options } = this
    return {
      ...{ machine, name: options.name, settings: this.settings, frameStats: this.frameStats },
      // The VNC password of every installation is empty: unix/vncserver.
      login: options.security === 'none' ? {} : { password: '' },
      version: options.version ?? 'master',
      relays: options.relays ?? [],
      faults: options.faults ?? {},
      idleTimeoutMs: options.idleTimeoutMs,
      forcesGameMode: options.forcesGameMode ?? false,
      wheelRest: { x: 0, y: 0 },
      rightsOf: name => this.rightsOf(name),
      get stalledBy() {
        return server.stalledBy
      },
      joined: viewer => {
        const joined = [...this.viewers].find(each => each === viewer)
        if (!joined) return
        this.sessions.write(this.connected)
        this.each(other => other !== joined && other.sendPresence(253, joined.shownName))
      },
      left: viewer => {
        const left = [...this.viewers].find(each => each === viewer)
        if (!left) return
        this.viewers.delete(left)
        if (this.connected.length > 0) this.sessions.write(this.connected)
        this.each(other => other.sendPresence(254, left.shownName))
        this.bottleneckTable = this.writeTable()
      },
      resize: (viewer, widthPx, heightPx) => this.resize(viewer, widthPx, heightPx),
      power: () => false,
      screenUpdated: () => {
        this.bottleneckTable = this.writeTable()
      },
      copied: (viewer, items) => this.clipboard.take(items, viewer),
      stall: viewer => this.stall(viewer),
      unstall: () => this.unstall(),
    }
  }

  private stall(viewer: KasmViewer): void {
    if (this.stalledBy) return
    this.stalledBy = viewer
    this.stallTimer = setTimeout(() => viewer.end('half a message'), this.options.waitMs ?? 30_000).unref()
  }

  private unstall(): void {
    clearTimeout(this.stallTimer)
    this.stalledBy = undefined
    queueMicrotask(() => this.each(viewer => viewer.resume()))
  }

  /** Statuses: 3 invalid (rfbproto 7.8.2). */
  private resize(viewer: VncViewer, widthPx: number, heightPx: number): number {
    if (Math.min(widthPx, heightPx) < smallestPx || Math.max(widthPx, heightPx) > largestPx) return 3
    const { widthPx: before, heightPx: beforeHeight } = this.machine
    if (before === widthPx && beforeHeight === heightPx) {
      viewer.resized('this-viewer', 0)
      return 0
    }
    this.resizing = viewer
    this.machine.resize(widthPx, heightPx)
    this.resizing = undefined
    return 0
  }

  private writeTable(): string {
    const users = new Map<string, string[]>()
    const sorted = [...this.connected].sort((a, b) => (`${a.userName}@${a.id}` < `${b.userName}@${b.id}` ? -1 : 1))
    // A name that begins the one before is taken for the same: common/network/GetAPIMessager.cxx.
    let before: string | undefined
    let shown = ''
    for (const { userName, id, bottleneck } of sorted) {
      if (before === undefined || !`${before}@`.startsWith(userName)) shown = userName
      before = userName
      users.set(shown, [...(users.get(shown) ?? []), `\t\t"${id}": ${bottleneck.text()}`])
    }
    const parts = [...users].map(([name, rows]) => `\t"${name}": {\n${rows.join(',\n')}\n\t}`)
    return parts.length === 0 ? '{\n}\n' : `{\n${parts.join(',\n')}\n}\n`
  }
}

function isUpgrade({ method, headers, raw }: HttpRequest): boolean {
  if (method !== 'GET' || raw.length < shortestUpgrade) return false
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return false
  return [...neededForUpgrade, 'sec-websocket-protocol'].every(name => {
    const length = headers.get(name)?.length
    return length !== undefined && length <= 1024
  })
}

function finish(stream: Duplex, bytes: Buffer): void {
  stream.end(bytes)
  // What the client still sends is not read: the port must not be kept by it.
  stream.resume()
}
