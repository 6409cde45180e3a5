import { describe, expect, it } from 'vitest'
import { localPainter } from '../painter/localPainter'
import { RemoteDisplay } from './RemoteDisplay'

function open() {
  const canvas = document.createElement('canvas')
  document.body.append(canvas)
  const bad = { count: 0 }
  const display = new RemoteDisplay(canvas, localPainter(), report => {
    bad.count += report.bad
  })
  display.resize(40, 30)
  return { canvas, display, bad }
}

async function pixel(display: RemoteDisplay, x: number, y: number): Promise<number[]> {
  await display.settled()
  const blob = await display.capture('image/png')
  if (!blob) throw new Error('nothing painted')
  const context = new OffscreenCanvas(40, 30).getContext('2d')
  context?.drawImage(await createImageBitmap(blob), 0, 0)
  return [...(context?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3)
}

describe('scale and viewport', () => {
  it('fits a picture into its place, and finds its pixels again', () => {
    const { display, canvas } = open()
    display.autoscale(80, 100)
    expect(display.scale).toBe(2)
    expect([canvas.style.width, canvas.style.height]).toEqual(['80px', '60px'])
    expect([display.absX(20), display.absY(59)]).toEqual([10, 29])
    display.autoscale(0, 100)
    expect(display.absX(20)).toBe(0)
    display.close()
  })

  it('shows a part, moves it, and never beyond the picture', () => {
    const { display, canvas } = open()
    display.scale = 1
    display.clipViewport = true
    display.viewportChangeSize(20, 10)
    expect([canvas.style.width, canvas.style.height]).toEqual(['20px', '10px'])
    display.viewportChangePos(15, 100)
    expect([display.absX(0), display.absY(0)]).toEqual([15, 20])
    display.viewportChangePos(-100, -5)
    expect([display.absX(0), display.absY(0)]).toEqual([0, 15])
    display.clipViewport = false
    expect([canvas.style.width, display.absX(7)]).toEqual(['40px', 7])
    display.close()
  })
})

describe('flow', () => {
  it('holds the next update back while several are on their way', async () => {
    const { display } = open()
    for (let i = 0; i < 6; i++) {
      display.fillRect(0, 0, 40, 30, Uint8Array.of(i, i, i, 0))
      display.flip()
    }
    await display.flush()
    expect(display.pending()).toBe(false)
    expect(await pixel(display, 1, 1)).toEqual([5, 5, 5])
    display.close()
  })
})
