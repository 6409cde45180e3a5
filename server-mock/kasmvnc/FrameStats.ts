import type { MadeUpdate } from '../vnc/VncViewer'
import { type Answer, badRequest, text, unavailable } from './answers'
import type { Rights } from './KasmUsers'
import { textIn } from './query'

const replyWaitMs = 2_000
/** A frame that was quicker says nothing, and the request is put back. */
const slowestIgnoredMs = 1

/** A connection, as far as its times are measured. */
export interface MeasuredViewer {
  readonly id: string
  readonly userName: string
  readonly rights: Rights
  readonly pingMs: number
  readonly screen: { readonly width: number; readonly height: number }
}

interface Frame {
  readonly width: number
  readonly height: number
  readonly changed: number
  readonly encodeMs: number
  readonly images: number
  readonly imageArea: number
}

interface Reply {
  readonly id: string
  readonly allMs: number
  readonly renderMs: number
  readonly pingMs: number
}

/** `get_frame_stats`: one frame's times, and what viewers answer to message 179. One call at a time. */
export class FrameStats {
  private busy = false
  private wanted: ((viewer: MeasuredViewer) => boolean) | undefined
  private readonly asked = new Set<MeasuredViewer>()
  private readonly replies = new Map<MeasuredViewer, Reply>()
  private gotFrame: ((frame: Frame) => void) | undefined
  private gotReply: (() => void) | undefined
  private readonly frameWaitMs: number
  private readonly viewers: () => readonly MeasuredViewer[]

  /** `frameWaitMs`: how long a call waits for a frame that tells something. */
  constructor(viewers: () => readonly MeasuredViewer[], frameWaitMs = 10_000) {
    this.viewers = viewers
    this.frameWaitMs = frameWaitMs
  }

  async answer(query: string): Promise<Answer> {
    const client = textIn(query, 'client')
    if (!client || this.busy) return badRequest
    this.busy = true
    try {
      return await this.measure(client)
    } finally {
      this.busy = false
    }
  }

  /** Whether this viewer is to be asked before its next update. */
  asks(viewer: MeasuredViewer): boolean {
    if (!this.wanted?.(viewer) || this.replies.has(viewer)) return false
    this.asked.add(viewer)
    return true
  }

  replied(viewer: MeasuredViewer, allMs: number, renderMs: number): void {
    this.replies.set(viewer, { id: viewer.id, allMs, renderMs, pingMs: viewer.pingMs })
    this.gotReply?.()
  }

  /** An update with pixels went out. A call that gave up left its request behind: this may be the frame it wanted. */
  framed(viewer: MeasuredViewer, { picture, encodeMs }: MadeUpdate): void {
    if (!this.wanted) return
    if (encodeMs < slowestIgnoredMs) {
      this.replies.clear() // all of them are asked again
      return
    }
    this.wanted = undefined
    this.gotFrame?.(frameOf(viewer, picture, encodeMs))
  }

  private async measure(client: string): Promise<Answer> {
    const expected = this.choose(client)
    this.replies.clear()
    this.wanted = viewer => expected.includes(viewer) || (client === 'all' && !expected.length)
    const frame = await within(this.frameWaitMs, new Promise<Frame>(resolve => (this.gotFrame = resolve)))
    this.gotFrame = undefined
    if (!frame) return unavailable // and `wanted` stays
    const count = client === 'none' ? 0 : Math.max(expected.length, client === 'all' ? 0 : 1)
    const all = new Promise<true>(resolve => {
      this.gotReply = () => this.replies.size >= count && resolve(true)
      this.gotReply()
    })
    await within(replyWaitMs, all)
    this.gotReply = undefined
    return text(written(frame, [...this.replies.values()]))
  }

  private choose(client: string): readonly MeasuredViewer[] {
    const viewers = this.viewers()
    if (client === 'none') return []
    if (client === 'all') return viewers
    if (client === 'auto') return viewers.filter(viewer => viewer.rights.owner).slice(-1)
    return viewers.filter(viewer => `${viewer.userName}@${viewer.id}`.includes(client))
  }
}

function frameOf({ screen }: MeasuredViewer, picture: readonly Buffer[][], encodeMs: number): Frame {
  const area = (rect: readonly Buffer[]) => (rect[0]?.readUInt16BE(4) ?? 0) * (rect[0]?.readUInt16BE(6) ?? 0)
  const images = picture.filter(rect => ((rect[1]?.[0] ?? 0) & 0xf0) === 0x90)
  const sum = (rects: readonly Buffer[][]) => rects.reduce((total, rect) => total + area(rect), 0)
  const changed = Math.min(100, Math.round((100 * sum(picture)) / (screen.width * screen.height)))
  return { ...screen, changed, encodeMs, images: images.length, imageArea: sum(images) }
}

function written(frame: Frame, replies: readonly Reply[]): string {
  const ms = Math.round(frame.encodeMs)
  const clients = replies.map(({ id, allMs, renderMs, pingMs }) => {
    return `\t\t{
\t\t\t"client": "${id}",
\t\t\t"client_time": ${allMs},
\t\t\t"ping": ${pingMs},
\t\t\t"processes" : [
\t\t\t\t{ "process_name": "scanRenderQ", "time": ${renderMs} }
\t\t\t]
\t\t}`
  })
  return `{
\t"frame" : {
\t\t"resx": ${frame.width},
\t\t"resy": ${frame.height},
\t\t"changed": ${frame.changed},
\t\t"server_time": ${ms}
\t},
\t"server_side" : [
\t\t{ "process_name": "Analysis", "time": 0 },
\t\t{ "process_name": "Screenshot", "time": 0 },
\t\t{ "process_name": "Encoding_total", "time": ${ms}, "videoscaling": 0 },
\t\t{ "process_name": "TightJPEGEncoder", "time": ${frame.images > 0 ? ms : 0}, "count": ${frame.images}, "area": ${frame.imageArea} },
\t\t{ "process_name": "TightWEBPEncoder", "time": 0, "count": 0, "area": 0 }
\t],
\t"client_side" : [
${clients.join(',\n')}${clients.length > 0 ? '\n' : ''}\t]
}
`
}

function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
