import type { Device, LinkState } from '../../devices/device'
import { Lifetime } from '../../lib/lifetime'
import type { Scope } from '../../lib/scopes'
import {
  type ConnectionState,
  type ConsoleError,
  type ConsoleMessage,
  type HostMessage,
  hostMessage,
  namespace,
  version,
} from '../../protocol/messages'
import { linkName } from '../../session/linkName'
import type { EmbedOrigins } from './embedScopes'

export interface EmbedBridgeOptions {
  /** Origins that may speak, with what they may do (`embed.origins` of the deployment). */
  readonly origins: EmbedOrigins
  /** What may be done in this frame; a host is told of it what it may itself. */
  readonly scopes: ReadonlySet<Scope>
  readonly deviceId: string | undefined
}

interface Host {
  readonly window: Window
  readonly origin: string
}

/** What the bridge takes messages from; `window` but in tests. */
export type MessageSource = Pick<Window, 'addEventListener' | 'removeEventListener' | 'parent'>

/**
 * The console's end of the protocol in a frame. It says nothing until a listed host has said `hello`, and then only to
 * that host; to everybody else it stays silent, so that nobody learns that it is there.
 */
export class EmbedBridge {
  private readonly options: EmbedBridgeOptions
  private readonly lifetime = new Lifetime()
  private host: Host | undefined
  private state: ConnectionState = 'disconnected'
  private reason: string | undefined
  private unfollow = () => {}

  constructor(options: EmbedBridgeOptions, source: MessageSource = window) {
    this.options = options
    const listen = (event: Event) => {
      // Only the page that holds the frame: a sibling frame or an opener of the same origin is not the host.
      if (event instanceof MessageEvent && event.source === source.parent) this.receive(event)
    }
    source.addEventListener('message', listen)
    this.lifetime.add(() => source.removeEventListener('message', listen))
  }

  /** The machine that is shown now; its link is what the host is told of. */
  follow(device: Device | undefined): void {
    this.unfollow()
    this.unfollow = device?.link.subscribe(link => this.linkChanged(link)) ?? (() => {})
    if (device) this.linkChanged(device.link.getState())
    else this.changed('disconnected', undefined)
  }

  /** Safe twice. */
  dispose(): void {
    this.unfollow()
    this.lifetime.dispose()
  }

  private receive({ data, origin, source }: MessageEvent<unknown>): void {
    const scopes = Object.hasOwn(this.options.origins, origin) ? this.options.origins[origin] : undefined
    if (!scopes || !source || !('parent' in source)) return
    const message = hostMessage.safeParse(data)
    if (!message.success) return // not ours: hosts talk to other frames, too
    const host: Host = { window: source, origin }
    if (message.data.v !== version) return this.refuse(host, message.data, 'version')
    if (message.data.type === 'hello') return this.greet(host, message.data, scopes)
    this.refuse(host, message.data, this.host ? 'unknown-type' : 'not-greeted')
  }

  private greet(host: Host, { id }: HostMessage, listed: readonly string[]): void {
    this.host = host
    const { deviceId } = this.options
    const scopes = [...this.options.scopes].filter(scope => listed.includes(scope))
    send(host, { type: 'ready', re: id, payload: { scopes, ...(deviceId !== undefined && { device: deviceId }) } })
    this.tell()
  }

  private refuse(host: Host, { id }: HostMessage, error: ConsoleError): void {
    send(host, { type: 'error', re: id, payload: { error } })
  }

  private linkChanged(link: LinkState): void {
    this.changed(linkName(link), 'why' in link && link.why !== 'by-user' ? link.why.reason : undefined)
  }

  private changed(state: ConnectionState, reason: string | undefined): void {
    if (state === this.state && reason === this.reason) return
    this.state = state
    this.reason = reason
    this.tell()
  }

  private tell(): void {
    const { state, reason } = this
    if (!this.host) return
    send(this.host, { type: 'event', payload: { event: 'connection', state, ...(reason && { reason }) } })
  }
}

type Body = ConsoleMessage extends infer M ? (M extends ConsoleMessage ? Omit<M, 'ns' | 'v'> : never) : never

function send({ window, origin }: Host, body: Body): void {
  window.postMessage({ ns: namespace, v: version, ...body }, origin)
}
