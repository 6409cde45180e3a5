import '../../ui/theme.css'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BottleneckSample, StatsCapability } from '../../devices/capabilities/stats'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { writable } from '../../lib/readable'
import { marksOf } from '../../session/marks'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import { StatsPanel } from './StatsPanel'

beforeAll(() => startWords())
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

function show(change: Partial<StatsCapability> = {}) {
  const device = new FakeDevice()
  marksOf(device)
  device.arrive()
  const stats = device.capabilities.getState().stats
  if (!stats) throw new Error('no stats')
  const second = (atMs: number, roundTripMs: number) => {
    stats.own.series.fps.push(atMs, 30)
    stats.own.series.roundTripMs.push(atMs, roundTripMs)
    for (const name of ['bytesPerSecond', 'decodeMs', 'paintMs', 'queueMs'] as const)
      stats.own.series[name].push(atMs, 1)
    act(() => device.fake.ownLatest.set({ fps: 30, roundTripMs }))
  }
  for (let ago = 5; ago >= 0; ago--) second(Date.now() - ago * 1000, 20)
  const { container } = render(<StatsPanel capability={{ ...stats, ...change }} device={device} name="Desk" />)
  return { device, stats, second, container }
}
const card = (id: string) => {
  const found = document.querySelector<HTMLElement>(`[data-series="${id}"]`)
  if (!found) throw new Error(`no chart ${id}`)
  return within(found)
}

describe('StatsPanel', () => {
  it('gives its verdict in words, anew with each second, and says when there is nothing to judge', () => {
    const { device, second } = show()
    expect(screen.getByText('Good')).toBeTruthy()
    for (let at = 1; at < 40; at++) second(Date.now() + at, 400)
    expect(screen.getByText('Poor')).toBeTruthy()
    expect(screen.getByText(/The line is the slow side/)).toBeTruthy()
    act(() => device.lose(new DeviceError('connection-lost')))
    expect(screen.getByText('There is no connection to judge.')).toBeTruthy()
  })

  it('shows the newest value beside each chart, and a gap as none', () => {
    const { stats, device } = show()
    expect(card('fps').getByText('30')).toBeTruthy()
    expect(card('roundTripMs').getByRole('img', { name: 'Round trip: 20 ms' })).toBeTruthy()
    stats.own.series.fps.gap(Date.now() + 1)
    act(() => device.fake.ownLatest.set({}))
    expect(card('fps').getByText('no value')).toBeTruthy()
    expect(card('roundTripMs').getByText('This server gives no means to measure it.')).toBeTruthy()
  })

  it('pauses and goes on', () => {
    show()
    fireEvent.click(screen.getByRole('button', { name: 'Pause' }))
    fireEvent.click(screen.getByRole('button', { name: 'Back to now' }))
    fireEvent.click(screen.getByRole('radio', { name: '10 min' }))
    expect(screen.getByRole('button', { name: 'Pause' })).toBeTruthy()
  })

  it('saves what was measured and what happened', async () => {
    const { device } = show()
    act(() => device.lose(new DeviceError('connection-lost')))
    const saved: Blob[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation(blob => {
      saved.push(blob as Blob)
      return 'blob:stats'
    })
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
    fireEvent.click(screen.getByRole('button', { name: 'Save as CSV' }))
    const text = (await saved[0]?.text()) ?? ''
    expect(text.split('\r\n')[0]).toMatch(/^time,fps,bytesPerSecond,.*,event$/)
    expect(text).toMatch(/,connected\r\n/)
    expect(text).toMatch(/,lost\r\n/)
  })

  it('asks for the bottleneck only while it is shown, and draws it per connection', () => {
    const stop = vi.fn()
    const follow = vi.fn(() => stop)
    const latest = writable<readonly BottleneckSample[] | undefined>(undefined)
    show({ bottleneck: { latest, follow } })
    expect(follow).toHaveBeenCalledTimes(1)
    expect(screen.getByText('Not measured yet')).toBeTruthy()
    act(() => latest.set([{ atMs: Date.now(), connection: 'this', cpuNow: 3, cpuAverage: 5, networkNow: 10 }]))
    expect(card('cpu--this').getByRole('img', { name: 'Processor: 3' })).toBeTruthy()
    expect(screen.getByText('Poor')).toBeTruthy()
    expect(screen.getByText(/The machine’s processor is the slow side/)).toBeTruthy()
    act(() => latest.set([{ atMs: Date.now() + 1, connection: 'this' }]))
    expect(card('cpu--this').getByText(/a still screen is not judged/)).toBeTruthy()
    cleanup()
    expect(stop).toHaveBeenCalledTimes(1)
  })

  it('measures a frame when asked, keeps the slowest, and tells a refusal', async () => {
    let ms = 30
    const measureFrame = vi.fn(async () => {
      if (ms < 0) throw new DeviceError('action-timeout')
      return {
        ...{ widthPx: 800, heightPx: 600, changedPercent: 50, serverMs: ms },
        stages: [
          { name: 'analysis', ms: ms / 3 },
          { name: 'jpeg', ms, count: 4, areaPx: 4000 },
        ],
        clients: [{ client: 'amy', ms: 5 }],
      }
    })
    show({ measureFrame })
    const measure = () => fireEvent.click(screen.getByRole('button', { name: 'Measure a frame' }))
    measure()
    await screen.findByText('jpeg: 30 ms')
    ms = 10
    measure()
    await screen.findByText('Slowest so far')
    expect(screen.getByText('jpeg: 30 ms')).toBeTruthy()
    expect(screen.getByText('jpeg: 10 ms')).toBeTruthy()
    ms = -1
    measure()
    await expect.poll(() => screen.queryByText('Measuring')).toBeNull()
    expect(screen.getByText('jpeg: 10 ms')).toBeTruthy()
  })

  it('shows stream, health and metrics of machines that tell them', async () => {
    show({
      stream: writable({ mode: 'h264', online: true, capturedFps: 50, viewers: 2 }),
      health: writable({ cpuPercent: 40, cpuCelsius: 61.5, warnings: [{ what: 'undervoltage', now: true }] }),
      metrics: async () => 'kvmd_up 1\n',
    })
    expect(screen.getByText('h264')).toBeTruthy()
    expect(screen.getByText('61.5 °C')).toBeTruthy()
    expect(screen.getByText('undervoltage')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Read metrics' }))
    expect(await screen.findByDisplayValue('kvmd_up 1')).toBeTruthy()
  })

  it('speaks only through the catalogue', async () => {
    await startWords('qps')
    const { container } = show({ measureFrame: async () => Promise.reject(new DeviceError('action-timeout')) })
    expect(findUntranslated(container)).toEqual([])
    await startWords()
  })
})
