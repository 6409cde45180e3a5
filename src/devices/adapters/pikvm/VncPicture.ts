import type { FrameMeter } from '../../../engine/FrameMeter'
import type { RfbCredentials, RfbEnd, RfbField } from '../../../engine/rfb/RfbConnection'
import { plainRfb } from '../../../engine/rfb/RfbDialect'
import { RfbEngine } from '../../../engine/rfb/RfbEngine'
import { Lifetime } from '../../../lib/lifetime'
import { openSocket } from '../../../net/socket'
import type { DeviceError } from '../../errors'
import { loadEnds } from '../../rfb/loadEnds'

/** A sign-in of the picture's own; nothing else waits for it. */
export interface PictureAsk {
  readonly fields: readonly RfbField[]
  readonly refused?: DeviceError
  answer(credentials: RfbCredentials): void
  cancel(): void
}

export interface VncPictureOptions {
  readonly url: string
  readonly meter: FrameMeter
  ask(ask: PictureAsk): void
  painted(engine: RfbEngine): void
  /** There is no picture this way, and will not be without somebody's doing; `cancelled`: nobody signed in. */
  left(why: 'failed' | 'cancelled'): void
}

const againAfterMs = 2_000
/** Connections in a row that gave no picture. */
const mostMisses = 3

/**
 * The picture of the device's own VNC server (kvmd-vnc), through noVNC. It only looks: keyboard and mouse go on over the
 * event socket, which kvmd-vnc would only lead to the same USB port, without relative mouse, jiggler and lamps.
 */
export class VncPicture {
  readonly engine: RfbEngine
  private readonly options: VncPictureOptions
  private readonly lifetime = new Lifetime()
  /** In memory, for the connections to come. */
  private credentials: RfbCredentials | undefined
  private wanted: readonly RfbField[] = []
  private misses = 0
  private framesBefore = 0
  private isWanted = false
  private cancelAgain = () => {}

  constructor(options: VncPictureOptions) {
    this.options = options
    this.engine = new RfbEngine(plainRfb, options.meter)
    this.engine.setViewOnly(true)
    // Its canvas takes neither focus nor pointer: both belong to whoever holds the element.
    this.engine.element.inert = true
    this.lifetime.add(this.engine.facts.subscribe(facts => this.follow(facts.framesPainted)))
  }

  /**
   * `jpegQuality`, 10 to 100: what the device makes of a viewer's wish counts for everybody
   * (kvmd/apps/vnc/server.py:438-442), so it is asked for what it does already.
   */
  connect(jpegQuality: number): void {
    this.engine.setQuality(Math.min(9, Math.max(0, Math.round(jpegQuality / 10) - 1)), 2)
    this.isWanted = true
    this.misses = 0
    this.open()
  }

  /** The last frame stays. */
  disconnect(): void {
    this.isWanted = false
    this.cancelAgain()
    this.engine.disconnect()
  }

  forget(): void {
    this.credentials = undefined
  }

  /** Safe twice. */
  dispose(): void {
    this.disconnect()
    this.forget()
    this.lifetime.dispose()
    this.engine.dispose()
  }

  private open(): void {
    this.wanted = []
    this.framesBefore = this.engine.facts.getState().framesPainted
    this.engine.open(
      { openSocket: () => openSocket(this.options.url), shared: true, repeaterId: '' },
      {
        stage: () => {},
        credentialsWanted: (fields, answer) => this.signIn(fields, answer),
        identityShown: () => this.giveUp(), // kvmd-vnc has no key of its own to show
        online: () => void loadEnds(), // while there is a server to load it from
        named: () => {},
        clipboard: () => {},
        bell: () => {},
        locks: () => {},
        powerOffered: () => {},
        ended: end => void this.ended(end),
      },
    )
  }

  private follow(framesPainted: number): void {
    if (framesPainted === this.framesBefore || !this.isWanted) return
    this.misses = 0
    this.options.painted(this.engine)
  }

  private signIn(fields: readonly RfbField[], answer: (credentials: RfbCredentials) => void): void {
    this.wanted = fields
    const known = this.credentials
    if (known && fields.every(field => known[field] !== undefined)) return answer(known)
    this.ask(fields)
  }

  /** The answer is for a connection of its own: the device hangs up on those who take their time. */
  private ask(fields: readonly RfbField[], refused?: DeviceError): void {
    this.engine.disconnect()
    this.options.ask({
      fields,
      ...(refused && { refused }),
      answer: credentials => {
        this.credentials = credentials
        if (this.isWanted) this.open()
      },
      cancel: () => this.giveUp('cancelled'),
    })
  }

  private async ended(end: RfbEnd): Promise<void> {
    if (end.cause === 'by-us' || !this.isWanted) return
    const { whyEnded } = await loadEnds()
    if (!this.isWanted) return
    const why = whyEnded(end)
    if (why.reason === 'sign-in-refused' && this.wanted.length > 0) {
      this.forget()
      return this.ask(this.wanted, why)
    }
    if (++this.misses >= mostMisses) return this.giveUp()
    this.cancelAgain = this.lifetime.timeout(() => this.open(), againAfterMs)
  }

  private giveUp(why: 'failed' | 'cancelled' = 'failed'): void {
    this.disconnect()
    this.options.left(why)
  }
}
