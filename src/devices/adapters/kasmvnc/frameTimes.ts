import type { RfbEngine } from '../../../engine/rfb/RfbEngine'
import type { KasmWire } from './KasmWire'
import { frameTimesMessage } from './messages'

/** Without an update by then the last known times are told: the API waits two seconds for them. */
const patienceMs = 800

/**
 * Answers the server's request for client-side times (179) truthfully: from the head of the update that follows it to
 * the picture on the screen, and of that what decoding and painting took. It is asked before each update until answered,
 * and again after.
 */
export class FrameTimes {
  private readonly engine: RfbEngine
  private readonly wire: KasmWire
  private pending: (() => void) | undefined
  private last = { allMs: 0, renderMs: 0 }

  constructor(engine: RfbEngine, wire: KasmWire) {
    this.engine = engine
    this.wire = wire
  }

  asked(): void {
    if (this.pending) return // one answer serves both
    const begunMs = performance.now()
    const finish = () => {
      this.cancel()
      this.wire.ask(frameTimesMessage(this.last.allMs, this.last.renderMs))
    }
    const stop = this.engine.onPainted(({ decodeMs, paintMs }) => {
      this.last = { allMs: performance.now() - begunMs, renderMs: decodeMs + paintMs }
      finish()
    })
    const timer = setTimeout(finish, patienceMs)
    this.pending = () => {
      stop()
      clearTimeout(timer)
    }
  }

  /** The connection is gone, and the question with it. */
  cancel(): void {
    this.pending?.()
    this.pending = undefined
  }
}
