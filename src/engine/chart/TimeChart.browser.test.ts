import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import 'uplot/dist/uPlot.min.css'
import { RingSeries } from '../../lib/ring'
import { ChartGroup } from './ChartGroup'
import { TimeChart } from './TimeChart'

let box: HTMLElement
const open: TimeChart[] = []

beforeEach(() => {
  document.documentElement.style.cssText = '--series-1: rgb(200 0 0); --line: rgb(0 0 255); --bad: rgb(0 160 0)'
  box = document.createElement('div')
  box.style.width = '300px'
  document.body.append(box)
})
afterEach(() => {
  for (const chart of open.splice(0)) chart.dispose()
  box.remove()
  document.documentElement.style.cssText = ''
})

function chart(group: ChartGroup, ring: RingSeries): TimeChart {
  const made = new TimeChart(group, {
    lines: [{ ring, color: 1 }],
    heightPx: 100,
    topAtLeast: 10,
    gapAfterMs: 3000,
    formatValue: String,
    formatTime: ms => new Date(ms).toISOString().slice(14, 19),
  })
  open.push(made)
  box.append(made.element)
  return made
}
const frame = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
const drawn = (made: TimeChart) => expect.poll(() => made.draws).toBeGreaterThan(0)

/** Pixels of the line's colour in the left, middle and right third of the plot. */
function redThirds(made: TimeChart): number[] {
  const canvas = made.element.querySelector('canvas')
  const context = canvas?.getContext('2d')
  if (!canvas || !context) throw new Error('no canvas')
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
  const thirds = [0, 0, 0]
  for (let i = 0; i < width * height; i++) {
    if ((data[i * 4] ?? 0) < 150 || (data[i * 4 + 1] ?? 0) > 60 || (data[i * 4 + 3] ?? 0) < 150) continue
    const third = Math.min(2, Math.floor(((i % width) / width) * 3))
    thirds[third] = (thirds[third] ?? 0) + 1
  }
  return thirds
}

describe('TimeChart', () => {
  it('draws a line, and nothing where there is a gap', async () => {
    const ring = new RingSeries(120)
    const nowMs = Date.now()
    for (let ago = 60; ago >= 0; ago--) ring.push(nowMs - ago * 1000, ago > 12 && ago < 48 ? Number.NaN : 5)
    const group = new ChartGroup(60_000)
    const made = chart(group, ring)
    await drawn(made)
    await expect.poll(() => redThirds(made)[2]).toBeGreaterThan(10)
    const [left = 0, middle] = redThirds(made)
    expect(left).toBeGreaterThan(5)
    expect(middle).toBe(0)
  })

  it('draws once per frame, however often something changes', async () => {
    const group = new ChartGroup(60_000)
    const made = chart(group, new RingSeries(10))
    await drawn(made)
    await frame()
    const before = made.draws
    for (let i = 0; i < 100; i++) group.touch()
    await frame()
    expect(made.draws - before).toBe(1)
  })

  it('draws nothing out of sight, and catches up when it is back', async () => {
    const group = new ChartGroup(60_000)
    const made = chart(group, new RingSeries(10))
    await drawn(made)
    box.style.display = 'none'
    await frame()
    await frame()
    const before = made.draws
    group.touch()
    await frame()
    expect(made.draws).toBe(before)
    box.style.display = ''
    await expect.poll(() => made.draws).toBeGreaterThan(before)
  })

  it('zooms all charts of its group by a brush, points for all, and follows again', async () => {
    const group = new ChartGroup(60_000)
    const ring = new RingSeries(120)
    const nowMs = Date.now()
    for (let ago = 60; ago >= 0; ago--) ring.push(nowMs - ago * 1000, ago)
    const first = chart(group, ring)
    const second = chart(group, ring)
    await drawn(second)
    await frame()
    const over = first.element.querySelector('.u-over')
    if (!over) throw new Error('no plot')
    const { left, top, width } = over.getBoundingClientRect()
    const mouse = (type: string, x: number) =>
      (type === 'mouseup' ? document : over).dispatchEvent(
        new MouseEvent(type, { clientX: left + x, clientY: top + 20, bubbles: true, button: 0, movementX: 1 }),
      )
    over.dispatchEvent(new MouseEvent('mouseenter', { clientX: left + 10, clientY: top + 20 }))
    mouse('mousemove', width / 2)
    await expect.poll(() => group.pointedAtMs.getState()).toBeDefined()
    const pointed = group.pointedAtMs.getState() ?? 0
    expect(Math.abs(pointed - (nowMs - 30_000))).toBeLessThan(4_000)
    const otherLine = second.element.querySelector<HTMLElement>('.u-cursor-x')
    await expect.poll(() => otherLine?.style.transform).toContain('translate')
    mouse('mousedown', width / 4)
    mouse('mousemove', width / 2)
    mouse('mouseup', width / 2)
    await expect.poll(() => group.state.getState().frozen).toBeDefined()
    const { fromMs, toMs } = group.range()
    expect(toMs - fromMs).toBeGreaterThan(10_000)
    expect(toMs - fromMs).toBeLessThan(20_000)
    group.follow()
    expect(group.state.getState().frozen).toBeUndefined()
    expect(group.range().toMs).toBeGreaterThan(toMs)
  })

  it('marks what happened', async () => {
    const group = new ChartGroup(60_000)
    const made = chart(group, new RingSeries(10))
    group.setMarks([{ atMs: Date.now() - 30_000, label: 'lost', tone: 'bad' }])
    await drawn(made)
    await frame()
    const canvas = made.element.querySelector('canvas')
    const context = canvas?.getContext('2d')
    const { data } = context?.getImageData(0, 0, canvas?.width ?? 0, canvas?.height ?? 0) ?? { data: [] }
    let green = 0
    for (let i = 0; i < data.length; i += 4)
      if ((data[i + 1] ?? 0) > 100 && (data[i] ?? 0) < 80 && (data[i + 2] ?? 0) < 80) green++
    expect(green).toBeGreaterThan(20)
  })

  it('leaves nothing behind', async () => {
    const group = new ChartGroup(60_000)
    const made = chart(group, new RingSeries(10))
    await drawn(made)
    made.dispose()
    made.dispose()
    expect(box.childElementCount).toBe(0)
    const before = made.draws
    group.touch()
    await frame()
    expect(made.draws).toBe(before)
  })
})
