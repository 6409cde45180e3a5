import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Machine } from '../machine/Machine'
import { MachineVideo } from '../video/MachineVideo'
import { type AccountOptions, Accounts } from './Accounts'
import { Atx } from './Atx'
import { type Age, today } from './ages'
import { Call } from './Call'
import { EventSockets } from './EventSockets'
import { Gpio } from './Gpio'
import { type GpioSetup, gpioExample } from './gpioExample'
import { Hid } from './Hid'
import { hidCalls } from './hidCalls'
import { Info } from './Info'
import { KvmdError } from './KvmdError'
import { KvmdVnc, type KvmdVncOptions } from './KvmdVnc'
import { MediaSockets } from './MediaSockets'
import { Msd, type MsdOptions } from './Msd'
import { metrics } from './metrics'
import { msdCalls } from './msdCalls'
import { Streamer, type StreamerOptions } from './Streamer'
import type { Subsystem } from './Subsystem'
import { Switch } from './Switch'
import { SystemLog } from './SystemLog'
import { sendPage } from './sendPage'
import { bool, isMissing } from './validators'
import { daemonCalls, ocrState, streamerCalls } from './videoCalls'

export interface PiKvmOptions extends AccountOptions {
  readonly age?: Age
  /** So long an old kvmd takes to gather its states for a new socket. */
  readonly gatherMs?: number
  readonly hostName?: string
  readonly atx?: boolean
  readonly msd?: MsdOptions
  readonly gpio?: GpioSetup
  readonly streamer?: StreamerOptions
  /** H.264 straight to the browser; off where the device has no hardware encoder. */
  readonly media?: boolean
  /** Ports of a PiKVM Switch; 0 = there is none. */
  readonly switchPorts?: number
  readonly log?: boolean
  /** A folder served as nginx serves its static pages: behind the sign-in, under `/`. */
  readonly pages?: string
}

type Handler = (call: Call) => void | Promise<void>

/** nginx takes no larger body, but on two handles: configs/nginx/nginx.conf.mako:28. */
const bodyLimitBytes = 4096
const unlimited = /^\/api\/(msd\/write|hid\/print)$/
/** Bodies go on for hours, nothing may cut them. */
const foreverMs = 0

/**
 * A PiKVM in front of a simulated machine: kvmd, its daemons and the nginx before them, in one process, as kvmd 4.197
X
 *
 * @example
 * const pikvm = new PiKvm(machine, { users: { admin: 'admin' } })
 * const port = await pikvm.listen()
 */
export class PiKvm {
  readonly machine: Machine
  readonly atx: Atx
  readonly msd: Msd
  readonly gpio: Gpio
  readonly hid: Hid
  readonly streamer: Streamer
  readonly info: Info
  readonly log: SystemLog
  readonly accounts: Accounts
  readonly video: MachineVideo
  readonly switch: Switch
  readonly events: EventSockets
  readonly media: MediaSockets
  /** Its own VNC server, once it was started. */
  vnc: KvmdVnc | undefined
  private readonly age: Age
  private readonly options: PiKvmOptions
  private readonly server: Server
  private readonly upgrades = new WebSocketServer({ noServer: true, maxPayload: 4 << 20 })
  private readonly connections = new Set<Socket>()
  private readonly subsystems: readonly Subsystem[]
  private readonly handlers: ReadonlyMap<string, Handler>
  private readonly daemonHandlers: ReadonlyMap<string, Handler>
  private isDown = false
  private isMediaDown = false

  constructor(machine: Machine, options: PiKvmOptions = {}) {
    this.machine = machine
    this.options = options
    this.age = options.age ?? today
    const { isToday, version } = this.age
    const tell = (type: string, part: Record<string, unknown>) => this.events.tell(type, part)
    this.accounts = new Accounts({ ...options, knowsExpire: isToday })
    this.log = new SystemLog(options.log ?? true)
    this.atx = new Atx(machine, tell, { enabled: options.atx ?? true, separateRegions: isToday })
    this.msd = new Msd(machine, tell, options.msd ?? {})
    this.gpio = new Gpio(machine, options.gpio ?? gpioExample, tell)
    this.hid = new Hid(machine, tell)
    this.streamer = new Streamer(machine, tell, { h264: options.media ?? isToday, ...options.streamer })
    this.info = new Info(tell, {
      ...{ version, isToday, authEnabled: this.accounts.enabled },
      ...(options.hostName !== undefined && { hostName: options.hostName }),
    })
    this.switch = new Switch(machine, tell, options.switchPorts ?? 0)
    this.subsystems = [this.gpio, this.atx, this.msd, this.streamer, this.info, this.switch, this.hid]
    this.video = new MachineVideo(machine, this.videoSettings())
    this.streamer.onDown(() => this.video.configure(this.videoSettings()))
    this.media = new MediaSockets(this.video, this.streamer)
    this.events = new EventSockets({
      age: this.age,
      hid: this.hid,
      gatherMs: options.gatherMs ?? 0,
      bundle: () => this.bundle(),
      wholeOf: type => this.wholeOf(type),
      onViewers: count => this.streamer.setViewers(count),
    })
    this.handlers = new Map(Object.entries(this.calls()))
    this.daemonHandlers = new Map(Object.entries(daemonCalls(this.streamer, this.video)))
    this.server = createServer((request, response) => void this.serve(request, response))
    this.server.requestTimeout = foreverMs
    this.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
      this.upgrade(request, socket, head),
    )
    this.server.on('connection', socket => {
      this.connections.add(socket)
      socket.on('close', () => this.connections.delete(socket))
    })
    this.log.write('kvmd', 'kvmd.apps.kvmd', `Running kvmd ${version}`)
  }

  /** Resolves with the port, on loopback. */
  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, '127.0.0.1', resolve)
    })
    return (this.server.address() as AddressInfo).port
  }

  /** Starts kvmd-vnc, which a fresh device leaves off. Resolves with its port. */
  async listenVnc(options: KvmdVncOptions = {}, port = 0): Promise<number> {
    const { machine, accounts, hid, streamer, info } = this
    info.hasVnc = true
    this.vnc = new KvmdVnc(
      {
        machine,
        isRight: (user, password) => accounts.isRight(user, password),
        // kvmd/apps/vnc/server.py:173, 438: settings of the device, so for everybody.
        joined: () => hid.setParams({ mouseOutput: 'usb' }),
        wantsQuality: quality => streamer.turn({ quality, desired_fps: 30 }),
      },
      options,
    )
    return this.vnc.listen(port)
  }

  /** kvmd goes away, with its sessions and sockets, and nginx answers 502 until `resume`. */
  pause(): void {
    this.isDown = true
    this.events.cut()
    this.media.cut()
    this.accounts.forgetSessions()
    for (const socket of this.connections) socket.destroy()
  }

  resume(): void {
    this.isDown = false
  }

  /** kvmd-media is killed, or started again: nginx answers 502 in between. */
  setMedia(isUp: boolean): void {
    this.isMediaDown = !isUp
    if (!isUp) this.media.cut()
  }

  /** Ends everything but the machine. Safe twice. */
  async close(): Promise<void> {
    await this.vnc?.close()
    for (const subsystem of this.subsystems) subsystem.dispose()
    this.video.close()
    this.events.cut()
    this.media.cut()
    for (const socket of this.connections) socket.destroy()
    if (this.server.listening) await new Promise(resolve => this.server.close(resolve))
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = new Call(request, response)
    try {
      if (this.isDown) return call.nginx(502, 'Bad Gateway')
      const size = Number(request.headers['content-length'] ?? 0)
      if (size > bodyLimitBytes && !unlimited.test(call.path)) {
        request.resume()
        return call.nginx(413, 'Request Entity Too Large', { Connection: 'close' })
      }
      if (call.path.startsWith('/streamer/') || call.path === '/api/media') return await this.serveChecked(call)
      if (call.path === '/api' || call.path.startsWith('/api/')) return await this.serveApi(call)
      sendPage(call, this.options.pages, () => this.accounts.check(request.headers))
    } catch (error) {
      if (error instanceof KvmdError && error.errorName === '') call.plain(error.status, error.message)
      else if (error instanceof KvmdError) call.fail(error)
      else {
        this.log.write('kvmd', 'kvmd.htserver', `Unhandled exception in the API call: ${String(error)}`)
        call.plain(500, '500 Internal Server Error\n\nServer got itself in trouble')
      }
    }
  }

  private async serveApi(call: Call): Promise<void> {
    const path = call.path.slice('/api'.length)
    // aiohttp's redirect does not know that nginx took `/api` off.
    if (path.length > 1 && path.endsWith('/')) {
      return call.plain(308, '308: Permanent Redirect', { Location: path.replace(/\/+$/, '') })
    }
    if (path === '/ws' || path === '/media/ws') {
      if (path === '/media/ws' && !isMissing(call.get('video'))) this.checkFormat(call.get('video'))
      return call.plain(400, 'No WebSocket UPGRADE hdr: None\n Can "Upgrade" only to "WebSocket".')
    }
    const handler = this.handlers.get(`${call.request.method} ${path}`)
    if (!handler) {
      const allowed = ['GET', 'POST', 'DELETE'].filter(method => this.handlers.has(`${method} ${path}`))
      if (allowed.length > 0) return call.plain(405, '405: Method Not Allowed', { Allow: allowed.join(',') })
      return call.plain(404, '404: Not Found')
    }
    if (path !== '/auth/login' && path !== '/auth/logout') this.accounts.check(call.request.headers)
    await handler(call)
  }

  /** What nginx guards by itself: its own pages for 401 and 403. */
  private async serveChecked(call: Call): Promise<void> {
    try {
      this.accounts.check(call.request.headers)
    } catch (error) {
      const status = error instanceof KvmdError ? error.status : 500
      if (status === 401) return call.nginx(401, 'Authorization Required')
      return call.nginx(status === 400 ? 403 : status, 'Forbidden')
    }
    if (call.path === '/api/media') {
      if (!this.hasMedia) return call.plain(404, '404: Not Found')
      if (this.isMediaDown) return call.nginx(502, 'Bad Gateway')
      return call.ok({ media: this.media.formats() })
    }
    const handler = this.daemonHandlers.get(`${call.request.method} ${call.path}`)
    if (handler) await handler(call)
    else call.nginx(404, 'Not Found')
  }

  private upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://pikvm')
    socket.on('error', () => {})
    try {
      if (this.isDown) return refuse(socket, 502, 'Bad Gateway')
      const isMedia = url.pathname === '/api/media/ws' && this.hasMedia
      if (url.pathname !== '/api/ws' && !isMedia) return refuse(socket, 404, 'Not Found')
      this.accounts.check(request.headers)
      if (isMedia && this.isMediaDown) return refuse(socket, 502, 'Bad Gateway')
      const video = url.searchParams.get('video')
      if (isMedia && !isMissing(video)) this.checkFormat(video)
      const isViewer = isMedia || bool(url.searchParams.get('stream'), true)
      this.upgrades.handleUpgrade(request, socket, head, (opened: WebSocket) => {
        if (isMedia) this.media.open(opened, !isMissing(video))
        else this.events.open(opened, request, isViewer)
      })
    } catch (error) {
      refuse(socket, error instanceof KvmdError ? error.status : 500, 'Refused')
    }
  }

  private get hasMedia(): boolean {
    return this.options.media ?? this.age.isToday
  }

  private checkFormat(video: string | null | undefined): void {
    if (video !== 'h264') throw new KvmdError(400, 'ValidatorError', 'Unsupported video type')
  }

  private videoSettings() {
    const { fps, quality, h264 } = this.streamer
    return { fps: Math.min(fps, 30), jpegQuality: quality, bitrateKbps: h264.kbitPerSecond, gop: h264.gop || 30 }
  }

  private wholeOf(type: string): Record<string, unknown> {
    if (type === 'ocr') return ocrState()
    if (type === 'hid_keymaps') return this.hid.keymaps()
    return this.subsystems.find(subsystem => subsystem.type === type)?.state() ?? {}
  }

  private bundle(): readonly (readonly [string, Record<string, unknown>])[] {
    const types = ['gpio', 'atx', 'msd', 'ocr', 'streamer', 'hid_keymaps', 'switch', 'hid', 'info']
    return types.map(type => [type, this.wholeOf(type)])
  }

  private calls(): Readonly<Record<string, Handler>> {
    const state = (type: string) => (call: Call) => call.ok(this.age.answer(type, this.wholeOf(type)))
    const logged = (handlers: Readonly<Record<string, Handler>>) => this.logged(handlers)
    const todays: Readonly<Record<string, Handler>> = { 'GET /switch': state('switch'), ...this.switch.calls }
    const hid = hidCalls(this.hid)
    const hidOfAge = this.age.isToday
      ? hid
      : Object.fromEntries(Object.entries(hid).filter(([name]) => !/send_shortcut|inactivity/.test(name)))
    return {
      'GET /auth/check': call => call.ok(),
      'POST /auth/login': call => this.accounts.login(call),
      'POST /auth/logout': call => this.accounts.logout(call),
      'GET /info': call => this.info.answer(call),
      'GET /log': call => this.log.answer(call),
      'GET /export/prometheus/metrics': call => call.plain(200, this.metrics()),
      'GET /atx': state('atx'),
      ...logged({ 'POST /atx/power': call => this.atx.power(call), 'POST /atx/click': call => this.atx.click(call) }),
      'GET /msd': state('msd'),
      ...logged(msdCalls(this.msd)),
      'GET /gpio': state('gpio'),
      ...logged({
        'POST /gpio/switch': call => this.gpio.switch(call),
        'POST /gpio/pulse': call => this.gpio.pulse(call),
      }),
      'GET /hid': state('hid'),
      ...hidOfAge,
      'GET /streamer': state('streamer'),
      ...streamerCalls(this.streamer, this.video),
      ...(this.age.isToday ? todays : {}),
    }
  }

  /** What is done to the machine stands in the device's log. */
  private logged(handlers: Readonly<Record<string, Handler>>): Readonly<Record<string, Handler>> {
    const wrapped = Object.entries(handlers).map(([name, handler]): [string, Handler] => [
      name,
      call => {
        const plugin = `kvmd.plugins.${name.split(' /')[1]?.split('/')[0]}`
        this.log.write('kvmd', plugin, `${name} ${decodeURIComponent(call.query.toString())}`)
        return handler(call)
      },
    ])
    return Object.fromEntries(wrapped)
  }

  private metrics(): string {
    const { enabled } = this.atx
    const inputs = Object.keys(this.gpio.setup.inputs).map(name => [name, { state: this.gpio.isOn(name) }])
    const outputs = Object.keys(this.gpio.setup.outputs).map(name => [name, { state: this.gpio.isOn(name) }])
    const gpio = { inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) }
    return metrics({ enabled, power: enabled && this.machine.leds.power }, gpio, this.info.state().health)
  }
}

function refuse(socket: Socket, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}
