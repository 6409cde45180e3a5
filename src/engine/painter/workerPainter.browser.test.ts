import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RemoteDisplay } from '../rfb/RemoteDisplay'
import { VideoSurface } from '../video/VideoSurface'
import type { FromPainter, ToPainter } from '../worker/messages'
import { BatchWriter, op } from '../worker/ops'
import { workerPainter } from './workerPainter'

/** A worker that a test plays: silent unless told to answer. */
class PlayedWorker extends EventTarget {
  readonly heard: ToPainter[] = []
  readonly terminate = vi.fn()

  postMessage(message: ToPainter): void {
    this.heard.push(message)
  }

  say(message: FromPainter): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }))
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

function start() {
  const worker = new PlayedWorker()
  const onLost = vi.fn()
  const painter = workerPainter(worker as unknown as Worker, onLost)
  worker.say({ is: 'ready' })
  const open = () => {
    const onSurfaceLost = vi.fn()
    const canvas = painter.open(document.createElement('canvas'), () => {}, onSurfaceLost)
    const send = () => {
      const batch = new BatchWriter()
      batch.put(op.flip)
      canvas.send(batch.take())
    }
    return { canvas, send, onSurfaceLost }
  }
  return { worker, painter, onLost, open }
}

const done = { painted: 0, paintMs: 0, decodeMs: 0, bad: 0, videoLost: false, spent: [] }

describe('a worker that dies', () => {
  it('is noticed by its silence while it has work, and all it held is told', async () => {
    const { worker, onLost, open } = start()
    const [one, two] = [open(), open()]
    const captured = one.canvas.capture('image/png')
    one.send()
    vi.advanceTimersByTime(10_000)
    expect(onLost).not.toHaveBeenCalled()
    vi.advanceTimersByTime(2_000)
    expect(onLost).toHaveBeenCalledTimes(1)
    expect(worker.terminate).toHaveBeenCalledTimes(1)
    for (const { onSurfaceLost } of [one, two]) expect(onSurfaceLost).toHaveBeenCalledTimes(1)
    expect(await captured).toBeUndefined()
    vi.advanceTimersByTime(60_000)
    expect(onLost).toHaveBeenCalledTimes(1)
  })

  it('is noticed at once when it could not be loaded', () => {
    const worker = new PlayedWorker()
    const onLost = vi.fn()
    workerPainter(worker as unknown as Worker, onLost)
    worker.dispatchEvent(new Event('error'))
    expect(onLost).toHaveBeenCalledTimes(1)
  })

  it('is not one that has nothing to do, is slow, was closed, or threw', () => {
    const { worker, onLost, open } = start()
    const [one, two] = [open(), open()]
    vi.advanceTimersByTime(60_000)
    one.send()
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(8_000)
      worker.say({ is: 'report', surface: 1, report: { ...done, applied: 0 } })
    }
    worker.say({ is: 'report', surface: 0, report: { ...done, applied: 1 } })
    two.send()
    two.canvas.close()
    worker.dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(60_000)
    expect(onLost).not.toHaveBeenCalled()
  })
})

describe('what showed its picture through it', () => {
  it('is told: a session, to end and begin anew', () => {
    const { painter } = start()
    const onLost = vi.fn()
    const display = new RemoteDisplay(document.createElement('canvas'), painter, () => {}, onLost)
    display.resize(4, 4)
    display.viewportChangeSize()
    display.flip()
    return Promise.resolve().then(() => {
      vi.advanceTimersByTime(12_000)
      expect(onLost).toHaveBeenCalledTimes(1)
    })
  })

  it('goes on by itself: a video, on a new canvas, and its source asks for a key frame', async () => {
    const { painter } = start()
    const surface = new VideoSurface(Promise.resolve(painter))
    await Promise.resolve()
    const reports = vi.fn()
    const port = surface.attach('h264', reports)
    const before = surface.element.querySelector('canvas')
    port.feed({ is: 'unit', data: new Uint8Array(4) })
    vi.advanceTimersByTime(12_000)
    expect(reports.mock.calls[0]?.[0]).toMatchObject({ lost: true })
    expect(surface.element.querySelectorAll('canvas').length).toBe(1)
    expect(surface.element.querySelector('canvas')).not.toBe(before)
    surface.dispose()
  })
})
