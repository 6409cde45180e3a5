import { expect, it } from 'vitest'
import type { BottleneckSample } from '../../devices/capabilities/stats'
import { writable } from '../../lib/readable'
import { bottleneckHistory } from './bottleneckHistory'

it('keeps one history for each connection, with gaps where the machine had no number', () => {
  const latest = writable<readonly BottleneckSample[] | undefined>(undefined)
  const source = { latest, follow: () => () => {} }
  const list = bottleneckHistory(source)
  expect(list.getState()).toEqual([])
  latest.set([
    { atMs: 1, connection: 'this', cpuNow: 9, networkNow: 10 },
    { atMs: 1, connection: '10.0.0.9:1', user: 'amy' },
  ])
  latest.set([{ atMs: 2, connection: 'this' }])
  const [ours, amy] = list.getState()
  expect([ours?.cpuNow.length, amy?.cpuNow.length]).toEqual([2, 1])
  expect(ours?.cpuNow.at(0)?.value).toBe(9)
  expect(ours?.cpuNow.at(1)?.value).toBeNaN()
  expect(bottleneckHistory(source)).toBe(list)
})
