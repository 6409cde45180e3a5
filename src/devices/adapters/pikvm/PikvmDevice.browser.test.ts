import { afterEach, describe, expect, inject, it } from 'vitest'
import { whenValue } from '../../../lib/readable'
import { longRequests } from '../../../net/http'
import type { Capabilities } from '../../capabilities/capabilities'
import { deviceContract, phase } from '../../testing/contract'
import { PikvmDevice } from './PikvmDevice'

let made = 0

/** A machine of its own behind each name. */
type Age = 'today' | 'todayswitch' | 'oldjanus' | 'old' | 'oldslow'

function front(age: Age) {
  const base = `http://127.0.0.1:${inject('pikvmPort')}/${age}-${++made}/`
  const ask = async (path: string) => (await fetch(`${base}${path}`)).json()
  return { base, ask }
}

for (const age of ['today', 'old'] as const) {
  deviceContract(`a PiKVM (${age})`, async () => {
    const { base, ask } = front(age)
    return {
      device: new PikvmDevice('rack', { base, viewOnly: false, credentials: undefined }),
      arrive: async () => {},
      lose: async () => void (await ask('~lose')),
      openConnections: async () => (await ask('~facts')).sockets,
    }
  })
}

describe('PikvmDevice', () => {
  const opened: PikvmDevice[] = []
  afterEach(() => {
    for (const device of opened.splice(0)) device.close()
  })
  const open = async (age: Age) => {
    const { base, ask } = front(age)
    const device = new PikvmDevice('rack', { base, viewOnly: false, credentials: undefined })
    opened.push(device)
    await phase(device, 'online')
    const has = <N extends keyof Capabilities>(name: N) =>
      whenValue(device.capabilities, all => all[name] !== undefined, AbortSignal.timeout(5_000)).then(all => all[name])
    return { device, ask, has }
  }

  for (const age of ['today', 'old'] as const) {
    it(`presses keys and the power button (${age})`, async () => {
      const { ask, has } = await open(age)
      const input = await has('input')
      await input?.press(['ControlLeft', 'AltLeft', 'Delete'])
      await expect
        .poll(async () =>
          (await ask('~facts')).inputs.map((one: { code?: string; down?: boolean }) => `${one.code} ${one.down}`),
        )
        .toEqual([
          ...['ControlLeft true', 'AltLeft true', 'Delete true'],
          ...['Delete false', 'AltLeft false', 'ControlLeft false'],
        ])
      await expect(input?.press(['LaunchMail'])).rejects.toMatchObject({ reason: 'not-supported' })

      const power = await has('power')
      expect(power?.state.getState()).toMatchObject({ power: 'on', busy: false })
      await power?.perform('press-power')
      // Pressed while it is still being pressed: the device's 409.
      await expect(power?.perform('press-power')).rejects.toMatchObject({ reason: 'action-busy', kind: 'busy' })
      expect(power?.state.getState().busy).toBe(true)
    })

    it(`tells refusals by what they are (${age})`, async () => {
      const { has } = await open(age)
      const [media, gpio] = [await has('media'), await has('gpio')]
      await expect(media?.remove('nothing.iso')).rejects.toMatchObject({
        reason: 'action-refused',
        detail: 'The image is not found in the storage',
      })
      await media?.mount('tools.iso', { kind: 'cd', writable: false })
      await expect(media?.remove('tools.iso')).rejects.toMatchObject({ reason: 'media-mounted' })
      await expect(media?.upload(new File(['x'], 'new.iso'), {})).rejects.toMatchObject({ reason: 'media-mounted' })
      await media?.eject()
      await expect(media?.upload(new File(['x'], 'tools.iso'), {})).rejects.toMatchObject({ reason: 'media-exists' })
      await expect(gpio?.setSwitch('button1', true)).rejects.toMatchObject({ reason: 'action-refused' })
      await gpio?.pulse('relay2')
      await expect(gpio?.pulse('relay2')).rejects.toMatchObject({ reason: 'action-busy' })
    })

    it(`uploads, tells how far it is, and is done when the image is usable (${age})`, async () => {
      const { has } = await open(age)
      const media = await has('media')
      const told: number[] = []
      const file = new File([new Uint8Array(300_000)], 'fresh.img')
      await media?.upload(file, { onProgress: done => told.push(done) })
      expect(told.at(-1)).toBe(300_000)
      expect(media?.state.getState().images).toContainEqual(
        expect.objectContaining({ id: 'fresh.img', sizeBytes: 300_000, complete: true, writable: true }),
      )
    })

    it(`names images as the device does (${age})`, async () => {
      const { has } = await open(age)
      const media = await has('media')
      await media?.upload(new File(['x'], ' padded\u00a0name .img '), {})
      expect(media?.state.getState().images?.map(({ id }) => id)).toContain('padded_name .img')
      const check = (name: string) => media?.rules.checkName(name)
      expect(check(`${'ä'.repeat(118)}.img `)).toBe('ok')
      expect(check(`${'ä'.repeat(119)}.img`)).toBe('too-long')
      expect(check(`${'測'.repeat(84)}.img`)).toBe('too-long')
      const long = new File(['x'], `${'測'.repeat(84)}.img`)
      await expect(media?.upload(long, {})).rejects.toMatchObject({ reason: 'upload-cut' })
    })

    it(`tells in the device’s words why it could not fetch an image (${age})`, async () => {
      const { base } = front('today')
      const { has } = await open(age)
      const media = await has('media')
      const fetched = (url: string) => media?.addByUrl(url, {})
      await expect(fetched('http://127.0.0.1:1/x.iso')).rejects.toMatchObject({
        reason: 'fetch-failed',
        said: expect.stringMatching(/^Cannot connect to host 127\.0\.0\.1:1/),
      })
      await expect(fetched(`${base}api/nothing/tools.iso`)).rejects.toMatchObject({
        reason: 'fetch-failed',
        said: expect.stringMatching(/^404, message='Not Found'/),
      })
      await fetched(`${base}api/msd/read?image=tools.iso`) // called after the end of its path
      await expect(fetched(`${base}api/msd/read?image=tools.iso`)).rejects.toMatchObject({
        reason: 'media-named-exists',
      })
    })

    it(`reads facts, log and metrics (${age})`, async () => {
      const { device, has } = await open(age)
      const system = await has('system')
      const facts = await system?.facts()
      expect(facts).toContainEqual({ id: 'version', value: age === 'today' ? 'kvmd 4.197' : 'kvmd 4.20' })
      expect(facts).toContainEqual({ id: 'platform', value: 'Virtual Raspberry Pi' })
      const lines: string[] = []
      const { signal } = new AbortController()
      for await (const line of system?.log?.({ follow: false, signal }) ?? []) lines.push(line)
      expect(lines[0]).toMatch(/^\[\d{4}-\d\d-\d\d .* kvmd\.service\] --- .*Running kvmd/)
      expect(await device.capabilities.getState().stats?.metrics?.()).toContain('pikvm_atx_power 1')
    })
  }

  it('presses the port of a switch that is shown, each other one by its own, and the header where none is', async () => {
    const { device, ask, has } = await open('todayswitch')
    const power = await has('power')
    const targets = () => power?.targets?.getState()
    await expect.poll(() => targets()?.shown?.id).toBe('1')
    expect(targets()?.all.map(({ id, name }) => `${id} ${name}`)).toEqual(['1 ', '2 Router', '3 Spare', '4 '])
    const router = targets()?.all[1]
    await device.capabilities.getState().system?.ports?.activate('2')
    await expect.poll(() => targets()?.shown?.id).toBe('2')
    expect(targets()?.shown?.power).toBe(router?.power)
    expect(router?.power.state.getState()).toEqual({ power: 'off', diskLed: false, busy: false })
    // A switch would say that all is well, and press nothing.
    await expect(router?.power.perform('force-off')).rejects.toMatchObject({ reason: 'power-is-so' })
    await router?.power.perform('power-on')
    await expect.poll(() => router?.power.state.getState().busy).toBe(true)
    await expect(router?.power.perform('press-power')).rejects.toMatchObject({ reason: 'action-busy' })
    await expect.poll(() => router?.power.state.getState()).toEqual({ power: 'on', diskLed: false, busy: false })
    const presses = async () =>
      (await ask('~facts')).ports.map((one: { presses: { power: number } }) => one.presses.power)
    expect(await presses()).toEqual([0, 1, 0, 0])
    await targets()?.all[2]?.power.perform('press-power')
    expect(await presses()).toEqual([0, 1, 1, 0])
    expect((await ask('~facts')).leds.power).toBe(true)

    await ask('~no-port')
    await expect.poll(() => targets()?.shown).toBeUndefined()
    await power?.perform('press-power')
    await expect.poll(() => power?.state.getState().busy).toBe(true)
    expect(await presses()).toEqual([0, 1, 1, 0])
  })

  it('tells no lamp of a device that it does not hear', async () => {
    const { device, ask, has } = await open('today')
    const power = await has('power')
    expect(power?.state.getState().power).toBe('on')
    const told: string[] = []
    power?.state.subscribe(({ power: now }) => told.push(now))
    await ask('~lose')
    await phase(device, 'online')
    await expect.poll(() => told).toEqual(['unknown', 'on'])
    await expect(power?.perform('power-on')).rejects.toMatchObject({ reason: 'power-is-so' })
  })

  it('connects by its first socket to a kvmd that takes long to gather its states', async () => {
    const { ask } = await open('oldslow')
    expect((await ask('~facts')).sockets).toBe(1)
  })

  it('streams pictures only while somebody looks', async () => {
    const { device, ask } = await open('old')
    const streams = async () => (await ask('~facts')).streams
    await expect.poll(streams, { timeout: 5_000 }).toBe(1)
    const hide = (isHidden: boolean) => {
      Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }
    try {
      hide(true)
      await expect.poll(streams).toBe(0)
      hide(false)
      await expect.poll(streams).toBe(1)
      const frames = () => device.capabilities.getState().display?.surface.facts.getState().framesPainted ?? 0
      const before = frames()
      await ask('~change')
      await expect.poll(frames).toBeGreaterThan(before)
    } finally {
      Reflect.deleteProperty(document, 'hidden')
    }
  })

  it('goes on without a video service at once, and with it when it is back', async () => {
    const { device, ask } = await open('today')
    const display = device.capabilities.getState().display
    const sources = () => display?.sources?.getState()
    await expect.poll(sources).toEqual({ available: ['h264', 'mjpeg'], active: 'h264' })
    const frames = () => display?.surface.facts.getState().framesPainted ?? 0
    await expect.poll(frames, { timeout: 8_000 }).toBeGreaterThan(0)
    await ask('~media-off')
    await expect.poll(sources).toEqual({ available: ['mjpeg'], active: 'mjpeg', fallback: 'media-down' })
    await ask('~media-on')
    await expect.poll(sources, { timeout: 12_000 }).toEqual({ available: ['h264', 'mjpeg'], active: 'h264' })
  })

  it('does not offer what only Janus has, and waits for no picture of it', async () => {
    const { device } = await open('oldjanus')
    const display = device.capabilities.getState().display
    const sources = () => display?.sources?.getState()
    await expect.poll(sources).toEqual({ available: ['mjpeg'], active: 'mjpeg', fallback: 'media-down' })
    await expect.poll(() => display?.surface.facts.getState().framesPainted, { timeout: 3_000 }).toBeGreaterThan(0)
  })

  it('takes one picture after another where the page has no long request left', async () => {
    const seats = [1, 2, 3].map(() => longRequests.tryTake())
    try {
      const { device, ask } = await open('old')
      const frames = () => device.capabilities.getState().display?.surface.facts.getState().framesPainted ?? 0
      await expect.poll(frames, { timeout: 8_000 }).toBeGreaterThan(1)
      expect((await ask('~facts')).streams).toBe(0)
    } finally {
      for (const leave of seats) leave?.()
    }
  })
})
