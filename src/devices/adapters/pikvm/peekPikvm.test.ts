import { afterEach, expect, it } from 'vitest'
import { Machine } from '../../../../server-mock/machine/Machine'
import { type Age, before421, today } from '../../../../server-mock/pikvm/ages'
import { PiKvm } from '../../../../server-mock/pikvm/PiKvm'
import { peekPikvm } from './peekPikvm'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function start(age: Age, switchPorts = 0) {
  const machine = new Machine({ widthPx: 64, heightPx: 48, start: 'desktop' })
  const pikvm = new PiKvm(machine, { age, switchPorts, users: false })
  const base = `http://127.0.0.1:${await pikvm.listen()}/`
  ends.push(async () => {
    await pikvm.close()
    machine.dispose()
  })
  return { pikvm, peek: () => peekPikvm(base, AbortSignal.timeout(5_000)) }
}

it.each([today, before421])('tells the lamp of the device’s own header: $version', async age => {
  const { peek } = await start(age)
  expect(await peek()).toEqual({ atMs: expect.any(Number), power: 'on' })
})

it('tells the lamp of the port that is shown, and which it is', async () => {
  const { pikvm, peek } = await start(today, 4)
  expect(await peek()).toMatchObject({ power: 'on', note: 'p1' })
  pikvm.switch.setActive(1)
  expect(await peek()).toMatchObject({ power: 'off', note: 'p2 Router' })
  pikvm.switch.setActive(-1)
  expect(await peek()).toEqual({ atMs: expect.any(Number), power: 'on' })
})
