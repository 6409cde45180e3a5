import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { deviceContract, phase } from '../../testing/contract'
import { KasmDevice, type KasmProfile } from './KasmDevice'

/* A whole device in a browser, against the emulator. What stands between holds the login. */

const front = `http://127.0.0.1:${inject('kasmPort')}`
const owner = 'owner:owner-pass-1'
const viewer = 'viewer:viewer-pass-1'
const nobody = 'nobody-rights:norights-pass-1'
const made: KasmDevice[] = []
let box: HTMLElement
let nextId = 0

beforeEach(() => {
  box = document.createElement('div')
  box.style.cssText = 'position: relative; width: 320px; height: 200px'
  document.body.append(box)
})
afterEach(() => {
  for (const device of made.splice(0)) device.close()
  box.remove()
})

interface About {
  readonly requests: readonly { readonly method: string; readonly path: string }[]
  readonly connected: number
  readonly failures: number
  readonly settings: Readonly<Record<string, number>>
  readonly clipboard: string
  readonly inputs: readonly { readonly kind: string }[]
}

async function open(login = owner, options: object = {}, profile: Partial<KasmProfile> = {}) {
  const id = `kasm${Date.now()}-${nextId++}`
  await fetch(`${front}/~make/${id}`, { method: 'POST', body: JSON.stringify({ login, ...options }) })
  const device = new KasmDevice(id, {
    base: `${front}/${id}/`,
    screenUrl: `${front.replace('http', 'ws')}/${id}/websockify`,
    ...{ login: 'held', relay: ['demo'], shared: true, viewOnly: false, repeaterId: '' },
    ...{ quality: 6, compression: 2, showDot: false, credentials: undefined, terminal: undefined },
    ...profile,
  }).start()
  made.push(device)
  box.append(device.engine.element)
  const about = async () => (await (await fetch(`${front}/~about/${id}`)).json()) as About
  const act = (verb: string, body = '') => fetch(`${front}/~${verb}/${id}`, { method: 'POST', body })
  return { device, about, act }
}

type Act = Awaited<ReturnType<typeof open>>['act']

deviceContract('KasmDevice', async () => {
  const { device, about, act } = await open()
  return {
    device,
    arrive: async () => void (await phase(device, 'online')),
    lose: async () => void (await act('drop')),
    openConnections: async () => (await about()).connected,
  }
})

describe('what an account may', () => {
  it('an owner has everything this server offers', async () => {
    const { device } = await open()
    await phase(device, 'online')
    const capabilities = device.capabilities.getState()
    for (const name of ['users', 'files', 'screenshot', 'relay', 'roster', 'clipboard', 'stats', 'system'] as const) {
      expect(capabilities[name], name).toBeDefined()
    }
    expect(capabilities.stats?.measureFrame).toBeDefined()
    expect(capabilities.stats?.health).toBeDefined()
    expect(capabilities.roster?.sessions).toBeDefined()
    expect(capabilities.clipboard?.clear).toBeDefined()
    await expect.poll(() => capabilities.input?.allowed?.getState()).toBe(true)
  })

  it('an older server has less', async () => {
    const { device } = await open(owner, { version: '1.3.0' })
    await phase(device, 'online')
    const { files, roster, stats, users } = device.capabilities.getState()
    expect([files, roster?.sessions, stats?.health]).toEqual([undefined, undefined, undefined])
    expect(users).toBeDefined()
  })

  it('a viewer sees, and is told that its keys are not taken', async () => {
    const { device, about } = await open(viewer)
    await phase(device, 'online')
    const { input, users, clipboard } = device.capabilities.getState()
    await expect.poll(() => input?.allowed?.getState()).toBe(false)
    await expect(input?.press(['KeyA'])).rejects.toMatchObject({ reason: 'may-look-only' })
    expect(users).toBeUndefined()
    expect(clipboard?.clear).toBeUndefined()
    expect(clipboard?.policy.getState()).toMatchObject({ toMachine: false, fromMachine: false })
    await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(0)
    expect((await about()).inputs).toEqual([])
  })

  it('without the read right it says so instead of a black picture', async () => {
    const { device } = await open(nobody)
    await phase(device, 'online')
    const { display } = device.capabilities.getState()
    await expect.poll(() => display?.signal.getState().signal, { timeout: 8_000 }).toBe('not-allowed')
  }, 15_000)
})

describe('a server that is said to ask nobody', () => {
  it('is opened without a question, with all it gives to everybody', async () => {
    const { device, about } = await open('', { disableBasicAuth: true }, { login: 'open' })
    await phase(device, 'online')
    await expect.poll(() => device.capabilities.getState().input?.allowed?.getState()).toBe(true)
    await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(0)
    expect((await about()).failures).toBe(0)
    expect(device.capabilities.getState().users).toBeUndefined()
  })

  it('and that asks all the same is asked about, for one failed try', async () => {
    const { device, about } = await open('', {}, { login: 'open' })
    const state = await phase(device, 'asking')
    expect(state).toMatchObject({ ask: { kind: 'credentials', fields: ['username', 'password'] } })
    expect(state).not.toHaveProperty('ask.refused')
    expect((await about()).failures).toBe(1)
  })
})

describe('rights that change while connected', () => {
  const still = { machine: { desktop: { moving: false } } }
  const put = (act: Act, write: boolean, read = true) =>
    act('user', JSON.stringify({ name: 'writer', password: 'writer-pass-1', read, write, owner: false }))
  const signalOf = (device: KasmDevice) => device.capabilities.getState().display?.signal.getState().signal
  const mayAct = (device: KasmDevice) => device.capabilities.getState().input?.allowed?.getState()
  const patience = { timeout: 20_000 }

  it('to act: noticed soon after something was typed, and when it comes back', async () => {
    const { device, act } = await open('writer:writer-pass-1', still)
    await phase(device, 'online')
    await expect.poll(() => mayAct(device)).toBe(true)
    await put(act, false)
    device.engine.element.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyA', key: 'a', bubbles: true }))
    await expect.poll(() => mayAct(device), patience).toBe(false)
    await expect(device.capabilities.getState().input?.press(['KeyA'])).rejects.toMatchObject({
      reason: 'may-look-only',
    })
    await put(act, true)
    await expect.poll(() => mayAct(device), patience).toBe(true)
    await device.capabilities.getState().input?.press(['KeyA'])
  }, 60_000)

  it.each([
    ['a moving', {}],
    ['a still', still],
  ])(
    'to see: %s picture that stops coming is not called live, until it comes back',
    async (_, options) => {
      const { device, act } = await open('writer:writer-pass-1', options)
      await phase(device, 'online')
      await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(0)
      await put(act, false, false)
      await expect.poll(() => signalOf(device), patience).toBe('not-allowed')
      const { framesPainted } = device.engine.facts.getState()
      await put(act, false, true)
      await expect.poll(() => signalOf(device), patience).toBe('live')
      await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(framesPainted)
    },
    60_000,
  )

  it('a still picture of one who may see stays live', async () => {
    const { device } = await open(viewer, still)
    await phase(device, 'online')
    await expect.poll(() => device.engine.meter.rectanglesByEncoding().Tight ?? 0, patience).toBeGreaterThan(3)
    expect(signalOf(device)).toBe('live')
  }, 60_000)
})

describe('an account that is taken away while connected', () => {
  it('is said to be, and not that a password is wrong which nobody has typed', async () => {
    const { device, act } = await open('viewer:viewer-pass-1')
    await phase(device, 'online')
    await act('remove', 'viewer')
    const why = () => {
      const link = device.link.getState()
      return link.phase === 'waiting' ? link.why.reason : link.phase
    }
    await expect.poll(why, { timeout: 15_000 }).toBe('account-changed')
  }, 20_000)
})

describe('who we are', () => {
  it('is read from the sessions where nobody typed it here', async () => {
    const { device } = await open()
    await phase(device, 'online')
    const { users } = device.capabilities.getState()
    await expect
      .poll(async () => (await users?.list())?.accounts.filter(({ isSelf }) => isSelf).map(({ name }) => name))
      .toEqual(['owner'])
  })
})

describe('its own messages', () => {
  it('the clipboard goes both ways', async () => {
    const { device, about, act } = await open()
    await phase(device, 'online')
    const { clipboard } = device.capabilities.getState()
    await act('copy', 'from the machine: žluť')
    await expect.poll(() => clipboard?.remote.getState()?.text).toBe('from the machine: žluť')
    await clipboard?.write({ text: 'to it', html: '<b>to it</b>' })
    await expect.poll(async () => (await about()).clipboard).toBe('to it')
  })

  it('settings are announced only when somebody chooses, and are everybody’s', async () => {
    const { device, about } = await open()
    await phase(device, 'online')
    const before = (await about()).settings
    const tuning = device.capabilities.getState().display?.tuning
    expect(tuning?.settings.getState()[0]).toMatchObject({ id: 'preset', value: undefined, scope: 'everyone' })
    await tuning?.set('preset', 'low')
    await expect.poll(async () => (await about()).settings).toMatchObject({ frameRate: 20, dynamicQualityMax: 5 })
    expect(tuning?.settings.getState()[0]).toMatchObject({ value: 'low' })
    await tuning?.set('fps', 60)
    await expect.poll(async () => (await about()).settings.frameRate).toBe(60)
    expect(tuning?.settings.getState()[0]).toMatchObject({ value: 'custom' })
    await tuning?.set('videoSize', '960x540')
    await expect.poll(async () => (await about()).settings).toMatchObject({ maxVideoWidth: 960, frameRate: 60 })
    expect(tuning?.settings.getState().at(-1)).toMatchObject({ id: 'videoSize', value: '960x540' })
    await expect(tuning?.set('videoSize', '8x8')).rejects.toMatchObject({ reason: 'not-supported' })
    await expect(tuning?.set('fps', 61)).rejects.toMatchObject({ reason: 'not-supported' })
    expect(before).toMatchObject({ frameRate: 60, dynamicQualityMax: 8 })
  })

  it('bottlenecks and frame times come while somebody follows', async () => {
    const { device, about } = await open()
    await phase(device, 'online')
    const { stats } = device.capabilities.getState()
    const asked = async () => (await about()).requests.filter(({ path }) => path.includes('bottleneck')).length
    expect(await asked()).toBe(0)
    const stop = stats?.bottleneck?.follow()
    await expect
      .poll(() => stats?.bottleneck?.latest.getState()?.map(({ connection }) => connection), { timeout: 9_000 })
      .toEqual(['this', expect.stringContaining('websocket')])
    stop?.()
    const frame = await stats?.measureFrame?.('auto')
    expect(frame).toMatchObject({ widthPx: 320, heightPx: 200 })
    // Our own answer to 179: some time has passed between the update's head and the picture.
    expect(frame?.clients).toHaveLength(1)
  }, 25_000)

  it('movements go out instead of places while the pointer is locked', async () => {
    const { device, about } = await open()
    await phase(device, 'online')
    const pointer = device.capabilities.getState().input?.pointer
    expect(pointer?.mode.getState().available).toEqual(['absolute', 'relative'])
    await pointer?.choose('relative')
    await expect.poll(() => device.capabilities.getState().input?.allowed?.getState()).toBe(true)
    // What a click would ask the browser for.
    Object.defineProperty(document, 'pointerLockElement', { get: () => device.engine.element, configurable: true })
    const move = new MouseEvent('mousemove', { movementX: 7, movementY: -3, buttons: 0, bubbles: true })
    device.engine.element.querySelector('canvas')?.dispatchEvent(move)
    Reflect.deleteProperty(document, 'pointerLockElement')
    await expect.poll(async () => (await about()).inputs.at(-1)).toMatchObject({ kind: 'pointer', x: 167, y: 97 })
    await pointer?.choose('absolute')
  })

  it('the wheel goes out in pixels, which the desktop adds up, and not at all in view only', async () => {
    const { device, about } = await open()
    await phase(device, 'online')
    const { input } = device.capabilities.getState()
    await expect.poll(() => input?.allowed?.getState()).toBe(true)
    const turn = (deltaY: number, deltaMode = 0) => {
      const wheel = new WheelEvent('wheel', { deltaY, deltaMode, bubbles: true, cancelable: true })
      device.engine.element.querySelector('canvas')?.dispatchEvent(wheel)
    }
    const wheels = async () => (await about()).inputs.filter(({ kind }) => kind === 'wheel')
    for (const part of [20.5, 20, 10]) turn(part)
    await expect.poll(wheels).toMatchObject([{ dy: 1 }])
    turn(-6, 1)
    await expect.poll(wheels).toMatchObject([{ dy: 1 }, { dy: -2 }])
    input?.setViewOnly(true)
    turn(500)
    input?.setViewOnly(false)
    turn(100)
    await expect.poll(wheels).toMatchObject([{ dy: 1 }, { dy: -2 }, { dy: 1 }])
  })

  it('a whole picture is asked for by the API', async () => {
    const { device, about } = await open()
    await phase(device, 'online')
    device.capabilities.getState().display?.refresh?.()
    await expect.poll(async () => (await about()).requests.map(({ path }) => path)).toContain('/api/send_full_frame')
  })

  it('a relay that is not there refuses by name, and rfb is the document’s object', async () => {
    const { device } = await open()
    await phase(device, 'online')
    const { relay } = device.capabilities.getState()
    expect(relay?.names).toEqual(['demo'])
    await expect(relay?.subscribe('demo', () => {})).rejects.toMatchObject({
      ...{ reason: 'action-refused', detail: 'No such unix channel' },
    })
    expect(() => device.rfb.subscribeUnixRelay('demo', () => {})).not.toThrow()
  })
})

describe('ends', () => {
  it('an idle session that the server ends stays ended, with its reason', async () => {
    const { device } = await open(owner, { idleTimeoutMs: 600 })
    await phase(device, 'online')
    const { why } = await phase(device, 'ended')
    expect(why).toMatchObject({ reason: 'session-ended', detail: 'Idle timeout' })
  })

  it('a held login that is refused waits past the block, longer each time', async () => {
    const { device } = await open('owner:wrong')
    const { why, retryAtMs } = await phase(device, 'waiting')
    expect(why).toMatchObject({ reason: 'sign-in-blocked' })
    expect(retryAtMs - Date.now()).toBeGreaterThan(10_000)
    device.retryNow()
    await phase(device, 'connecting')
    const second = await phase(device, 'waiting')
    expect(second.retryAtMs - Date.now()).toBeGreaterThan(20_000)
  })
})

describe('video in rectangles', () => {
  const desktop = { geometry: '640x400', machine: { start: 'desktop' } }
  /** What is shown, as a few large dots. */
  async function dots(device: KasmDevice): Promise<number[]> {
    await device.engine.session?.settled()
    const context = new OffscreenCanvas(8, 5).getContext('2d')
    if (!context) throw new Error('no canvas')
    context.imageSmoothingQuality = 'high'
    context.drawImage(await createImageBitmap(await device.engine.capture()), 0, 0, 8, 5)
    return [...context.getImageData(0, 0, 8, 5).data]
  }

  it.skipIf(!inject('kasmStreams'))(
    'shows the same desktop when it is chosen, and images again when they are',
    async () => {
      const { device } = await open(owner, desktop)
      await phase(device, 'online')
      const { display } = device.capabilities.getState()
      const sources = () => display?.sources?.getState()
      const came = (name: string) => device.engine.meter.rectanglesByEncoding()[name] ?? 0
      await expect.poll(() => sources()?.available, { timeout: 4_000 }).toEqual(['images', 'h264'])
      await expect.poll(() => came('Tight')).toBeGreaterThan(0)
      const images = await dots(device)
      display?.chooseSource?.('h264')
      await expect.poll(() => came('KasmVideo'), { timeout: 5_000 }).toBeGreaterThan(2)
      expect(sources()).toMatchObject({ active: 'h264' })
      const apart = (await dots(device)).map((value, i) => Math.abs(value - (images[i] ?? 0)))
      // Its clock and its boat move.
      expect(apart.filter(each => each > 24).length).toBeLessThan(apart.length / 8)
      display?.chooseSource?.('images')
      await new Promise(resolve => setTimeout(resolve, 300)) // an update that was on its way
      const [before, tight] = [came('KasmVideo'), came('Tight')]
      await expect.poll(() => came('Tight')).toBeGreaterThan(tight + 2)
      expect(came('KasmVideo')).toBe(before)
      expect(sources()).toEqual({ available: ['images', 'h264'], active: 'images' })
    },
    20_000,
  )

  it('is not offered to who may not write, nor by an older server', async () => {
    for (const [login, options] of [
      [viewer, {}],
      [owner, { version: '1.4' }],
    ] as const) {
      const { device } = await open(login, { ...desktop, ...options })
      await phase(device, 'online')
      const { display, input } = device.capabilities.getState()
      await expect.poll(() => input?.allowed?.getState()).toBeDefined()
      await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(1)
      expect(display?.sources?.getState()).toEqual({ available: ['images'], active: 'images' })
    }
  })
})

it('lays a watermark over the picture, over the part of it that is shown, over its captures and its last frame', async () => {
  const { device, act } = await open(owner, { isMarked: true })
  await phase(device, 'online')
  const { element } = device.engine
  const mark = () => element.querySelector<HTMLElement>('[aria-hidden="true"] > canvas')
  await expect.poll(mark).not.toBeNull()
  const red = async (x: number) => {
    const context = new OffscreenCanvas(1, 1).getContext('2d')
    context?.drawImage(await createImageBitmap(await device.engine.capture()), -x, -100)
    return context?.getImageData(0, 0, 1, 1).data[0]
  }
  await expect.poll(() => red(80)).toBe(255)
  expect(await red(240)).toBeLessThan(255)
  // The whole mark has the picture's size on the page; of a cut view only its part is seen.
  const picture = element.querySelector('canvas')
  expect(mark()?.offsetWidth).toBe(picture?.offsetWidth)
  box.style.width = '100px'
  device.engine.setScaling('actual')
  device.engine.setClip(true, false)
  await expect.poll(() => picture?.offsetWidth).toBe(100)
  await expect.poll(() => [mark()?.offsetWidth, mark()?.parentElement?.offsetWidth]).toEqual([320, 100])
  await act('drop')
  await phase(device, 'waiting')
  expect(mark()?.parentElement?.previousElementSibling).toBe(picture)
})

it('draws what the old video mode sends over the whole screen', async () => {
  const { device } = await open(viewer, { faults: { downscaledVideo: true } })
  await phase(device, 'online')
  const corner = async () => {
    const picture = await createImageBitmap(await device.engine.capture())
    expect([picture.width, picture.height]).toEqual([320, 200])
    const context = new OffscreenCanvas(1, 1).getContext('2d')
    context?.drawImage(picture, -310, -190)
    return Math.max(...[...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3))
  }
  // The last corner is painted too: the small picture was stretched over the rectangle.
  await expect.poll(() => corner().catch(() => 0), { timeout: 5_000 }).toBeGreaterThan(8)
})
