import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Machine } from '../machine/Machine'
import type { Login } from './Handshake'
import type { SizeReason } from './pseudoRects'
import { type ViewerHost, VncViewer } from './VncViewer'

export interface VncServerOptions extends Login {
  readonly name: string
  /** Viewers cannot change the size. */
  readonly fixedSize?: boolean
  /** The desktop lies over so many displays side by side; one unless said. A viewer that sets a size leaves one. */
  readonly displays?: number
  /** Told why each connection ended. */
  readonly onLeft?: (why: string) => void
}

const largestPx = 7680
const smallestPx = 64

/** XVP's operations, on the machine behind: a hypervisor would do the same. */
const powerOperations: Readonly<Record<number, (machine: Machine) => boolean>> = {
  2: machine => {
    if (machine.signal === 'none' || machine.state === 'crashed') return false
    machine.shutDown('off')
    return true
  },
  3: machine => {
    if (machine.state === 'crashed') return false
    // Off: there is no button in RFB, so that restarting is the one way back.
    if (machine.signal === 'none') machine.wake()
    else machine.shutDown('restart')
    return true
  },
  4: machine => {
    if (machine.signal === 'none') machine.wake()
    else machine.reset()
    return true
  },
}

/** An RFB server in front of a machine; any number of viewers share it. */
export class VncServer {
  private readonly server: Server
  private readonly machine: Machine
  private readonly options: VncServerOptions
  private readonly host: ViewerHost
  private readonly viewers = new Set<VncViewer>()
  private readonly stops: (() => void)[]
  private resizing: VncViewer | undefined
  private currentName: string
  private displays: number

  constructor(machine: Machine, options: VncServerOptions) {
    this.machine = machine
    this.options = options
    this.currentName = options.name
    this.displays = options.displays ?? 1
    this.host = this.makeHost()
    this.server = createServer({ noDelay: true }, socket => this.viewers.add(new VncViewer(socket, this.host)))
    this.stops = [
      machine.onDamage(damage => {
        if (damage.kind !== 'resized') return this.each(viewer => viewer.damaged(damage))
        this.each(viewer => viewer.resized(this.reasonFor(viewer), 0))
      }),
      machine.onCursor(() => this.each(viewer => viewer.cursorChanged())),
      machine.onLocks(() => this.each(viewer => viewer.locksChanged())),
      machine.onBell(() => this.each(viewer => viewer.bell())),
      machine.clipboard.onChange((text, from) => this.each(viewer => viewer !== from && viewer.clipboardChanged(text))),
    ]
  }

  /** Resolves with the port; 0 asks for a free one. */
  listen(port = 0, host = '127.0.0.1'): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, () => resolve((this.server.address() as AddressInfo).port))
    })
  }

  /** Connections past the handshake. */
  get connected(): number {
    return [...this.viewers].filter(viewer => viewer.connected).length
  }

  get name(): string {
    return this.currentName
  }

  rename(name: string): void {
    this.currentName = name
    this.each(viewer => viewer.renamed())
  }

  /** Ends every connection and stops listening. Safe twice. */
  async close(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop()
    this.each(viewer => viewer.end('the server ended'))
    if (this.server.listening) await new Promise(resolve => this.server.close(resolve))
  }

  private each(run: (viewer: VncViewer) => void): void {
    for (const viewer of [...this.viewers]) run(viewer)
  }

  private reasonFor(viewer: VncViewer): SizeReason {
    if (!this.resizing) return 'server'
    return viewer === this.resizing ? 'this-viewer' : 'other-viewer'
  }

  private makeHost(): ViewerHost {
    const server = this
    const { machine, options } = this
    return {
      machine,
      get name() {
        return server.currentName
      },
      get displays() {
        return server.displays
      },
      login: options,
      joined: (viewer, shared) => {
        if (!shared) this.each(other => other !== viewer && other.end('another viewer wants the machine for itself'))
      },
      left: (viewer, why) => {
        this.viewers.delete(viewer)
        options.onLeft?.(why)
      },
      resize: (viewer, widthPx, heightPx) => this.resize(viewer, widthPx, heightPx),
      power: operation => powerOperations[operation]?.(machine) ?? false,
    }
  }

  /** Statuses: 1 prohibited, 3 invalid (rfbproto 7.8.2). */
  private resize(viewer: VncViewer, widthPx: number, heightPx: number): number {
    if (this.options.fixedSize) return 1
    if (Math.min(widthPx, heightPx) < smallestPx || Math.max(widthPx, heightPx) > largestPx) return 3
    this.displays = 1
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
}
