import { loadNovnc, type NovncLibrary } from '../../../src/engine/rfb/novnc'
import { plainRfb } from '../../../src/engine/rfb/RfbDialect'
import { ReplayChannel } from './ReplayChannel'
import { readRecording } from './readRecording'

export interface Picture {
  /** Of the whole framebuffer at the end, R G B of each pixel. */
  readonly hash: string
  readonly framesPainted: number
}

export type Engine = 'reference' | 'ours' | 'nobody'

export interface BenchPage {
  /** Connects stock noVNC to a live server until told to stop, so that its traffic can be written down. */
  connect(url: string): Promise<void>
  disconnect(): void
  /** Fetches a recording. */
  load(url: string): Promise<void>
  /** Plays it as fast as it is taken; gives the ms until everything is on the screen. `nobody` only takes the bytes. */
  play(engine: Engine): Promise<number>
  /** What the last play left on the screen; ends it. */
  finish(): Promise<Picture>
  /** Connects to the live server of the page's own address, and watches the socket. */
  watch(engine: 'ours' | 'reference'): Promise<void>
  /** Watches this point of the picture, too: before each frame, which costs the page something itself. */
  lookAt(point: { readonly x: number; readonly y: number }): void
  /** ms from button presses to the wire and to the screen, since the last call. */
  samples(): LatencySamples
  /** Opens so many consoles of ours, in a grid. */
  openMany(url: string, count: number): void
  framesOfMany(): readonly number[]
}

export interface LatencySamples {
  readonly wire: readonly number[]
  readonly screen: readonly number[]
}

declare global {
  interface Window {
    bench: BenchPage
  }
}

const place = document.getElementById('place') as HTMLElement
const library = await loadNovnc()
let live: { disconnect(): void } | undefined
let messages: ArrayBuffer[] = []
let player: Player | undefined
const samples: { wire: number[]; screen: number[] } = { wire: [], screen: [] }
let presses: PressWatch | undefined
const many: { frames: number }[] = []

window.bench = {
  connect(url) {
    return new Promise(resolve => {
      const rfb = new library.base(place, new WebSocket(url))
      rfb.addEventListener('connect', () => resolve())
      live = rfb
    })
  },
  disconnect: () => live?.disconnect(),
  async load(url) {
    messages = readRecording(await (await fetch(url)).arrayBuffer())
  },
  async play(engine) {
    player = { ours: playOurs, reference: playReference, nobody: playNobody }[engine](library)
    const startedMs = performance.now()
    player.channel.open()
    for (const message of messages) {
      player.channel.deliver(message)
      await player.ready()
    }
    await player.done()
    return performance.now() - startedMs
  },
  async finish() {
    if (!player) throw new Error('nothing was played')
    const image = await player.picture()
    const framesPainted = player.frames()
    player.end()
    return { framesPainted, hash: hashOf(image) }
  },
  async watch(engine) {
    const socket = new WebSocket(location.href.replace('http', 'ws'))
    socket.binaryType = 'arraybuffer'
    presses = new PressWatch(socket, samples)
    const canvas = await connectLive(engine, socket)
    canvas.focus()
  },
  lookAt(point) {
    const canvas = document.querySelector('canvas')
    if (canvas) presses?.lookAt(canvas, point)
  },
  samples() {
    const taken = { wire: samples.wire.splice(0), screen: samples.screen.splice(0) }
    return taken
  },
  openMany(url, count) {
    place.style.cssText = `display: grid; grid-template-columns: repeat(${Math.ceil(Math.sqrt(count))}, 1fr)`
    for (let i = 0; i < count; i++) {
      const box = place.appendChild(document.createElement('div'))
      box.style.cssText = 'position: relative; min-width: 0; min-height: 0; overflow: hidden'
      const painted = { frames: 0 }
      many.push(painted)
      const session = new library.Session(box, new WebSocket(url), {}, plainRfb, {
        ...quiet,
        painted: report => {
          painted.frames += report.painted
        },
      })
      session.scaleViewport = true
    }
  },
  framesOfMany: () => many.map(({ frames }) => frames),
}

/** Times of button presses, against what goes into the socket and what is seen on the canvas. */
class PressWatch {
  private readonly samples: { wire: number[]; screen: number[] }
  private pressedMs: number | undefined
  private awaitsScreen = false

  constructor(socket: WebSocket, into: { wire: number[]; screen: number[] }) {
    this.samples = into
    window.addEventListener('mousedown', ({ timeStamp }) => this.pressed(timeStamp), true)
    const send = socket.send.bind(socket)
    socket.send = data => {
      send(data)
      const isPointer = data instanceof Uint8Array && data[0] === 5 && ((data[1] ?? 0) & 1) === 1
      if (this.pressedMs === undefined || !isPointer || this.awaitsScreen) return
      this.samples.wire.push(performance.now() - this.pressedMs)
      this.awaitsScreen = true // until the next press, or until it is seen
    }
  }

  lookAt(canvas: HTMLCanvasElement, { x, y }: { readonly x: number; readonly y: number }): void {
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    let isRed: boolean | undefined
    const look = () => {
      requestAnimationFrame(look)
      if (!probe || canvas.width === 0) return
      probe.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1)
      const [red = 0, , blue = 0] = probe.getImageData(0, 0, 1, 1).data
      const now = red > blue
      if (isRed !== undefined && now !== isRed && this.awaitsScreen && this.pressedMs !== undefined) {
        this.samples.screen.push(performance.now() - this.pressedMs)
        this.awaitsScreen = false
      }
      isRed = now
    }
    look()
  }

  private pressed(atMs: number): void {
    this.pressedMs = atMs
    this.awaitsScreen = false
  }
}

const quiet = {
  failed: (details: string) => console.error(details),
  resized: () => true,
  painted: () => {},
  lost: () => console.error('the painter died'),
  rectangle: () => {},
  queued: () => {},
  roundTrip: () => {},
  locks: () => {},
  left: () => {},
}

function connectLive(engine: 'ours' | 'reference', socket: WebSocket): Promise<HTMLCanvasElement> {
  const session =
    engine === 'ours' ? new library.Session(place, socket, {}, plainRfb, quiet) : new library.base(place, socket)
  return new Promise(resolve => session.addEventListener('connect', () => resolve(session._canvas)))
}

interface Player {
  readonly channel: ReplayChannel
  /** Resolves when the next message may come. */
  ready(): Promise<void>
  /** Resolves when everything is on the screen. */
  done(): Promise<void>
  picture(): Promise<ImageData>
  frames(): number
  end(): void
}

/** @novnc/novnc as published. */
function playReference({ base }: NovncLibrary): Player {
  const channel = new ReplayChannel()
  const rfb = new base(place, channel as unknown as WebSocket)
  rfb.scaleViewport = true
  const display = rfb._display as unknown as { pending(): boolean; flush(): Promise<void>; flip(q?: boolean): void }
  let frames = 0
  const flip = display.flip.bind(display)
  display.flip = fromQueue => {
    if (fromQueue === true || !display.pending()) frames++
    flip(fromQueue)
  }
  const settle = async () => {
    while (display.pending()) await display.flush()
  }
  return {
    channel,
    ready: async () => {
      await settle()
      await macrotask()
    },
    done: async () => {
      await settle()
      await nextPaint()
    },
    picture: async () => (rfb as unknown as { getImageData(): ImageData }).getImageData(),
    frames: () => frames,
    end: () => rfb.disconnect(),
  }
}

function playOurs({ Session }: NovncLibrary): Player {
  const channel = new ReplayChannel()
  let frames = 0
  const session = new Session(place, channel as unknown as WebSocket, {}, plainRfb, {
    ...quiet,
    painted: report => {
      frames += report.painted
    },
  })
  session.scaleViewport = true
  const display = session._display
  return {
    channel,
    ready: async () => {
      while (display.pending()) await display.flush()
      await macrotask()
    },
    done: async () => {
      await session.settled()
      await nextPaint()
    },
    async picture() {
      const blob = await session.capture('image/png')
      if (!blob) throw new Error('nothing painted')
      const bitmap = await createImageBitmap(blob)
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      if (!context) throw new Error('no context')
      context.drawImage(bitmap, 0, 0)
      return context.getImageData(0, 0, bitmap.width, bitmap.height)
    },
    frames: () => frames,
    end: () => session.disconnect(),
  }
}

/** What playing itself costs. */
function playNobody(): Player {
  return {
    channel: new ReplayChannel(),
    ready: macrotask,
    done: nextPaint,
    picture: async () => new ImageData(1, 1),
    frames: () => 0,
    end: () => {},
  }
}

/** A turn of the event loop that is not throttled. */
function macrotask(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}

function nextPaint(): Promise<void> {
  return new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
}

/** FNV-1a over R, G and B. */
function hashOf({ data }: ImageData): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < data.length; i += 4) {
    for (let c = 0; c < 3; c++) hash = Math.imul(hash ^ (data[i + c] ?? 0), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
