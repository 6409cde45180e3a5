import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import type { TerminalCapability } from '../../capabilities/terminal'
import type { Tunable, TuningValue } from '../../capabilities/tuning'
import { deviceContract, phase } from '../../testing/contract'
import { NanokvmDevice, type NanokvmProfile } from './NanokvmDevice'

/* Against the emulator over real HTTP and WebSockets; `server-mock/nanokvm/forTests.ts` keeps the cookie in between. */

const front = `http://127.0.0.1:${inject('nanokvmPort')}`
const ages = ['2.0.9', '2.1.2', '2.2.9', '2.3.1', '2.4.3', '2.5.0', 'multi-user'] as const
type Age = (typeof ages)[number]

interface About {
  readonly leds: { power: boolean }
  readonly media: readonly { name: string; kind: string }[]
  readonly state: string
  readonly reports: readonly { device: string; bytes: readonly number[] }[]
  readonly crashes: readonly string[]
  readonly inputs: readonly { kind: string; code?: string; down?: boolean; dy?: number; button?: string }[]
  readonly requests: readonly string[]
  readonly sockets: number
  readonly screen: Readonly<Record<string, number>>
  readonly viewers: Readonly<Record<string, number>>
  readonly accounts: readonly { username: string; role: string; enabled: boolean }[]
  readonly detect: boolean
  readonly resyncs: number
  readonly virtual: { disk: boolean; network: boolean }
}

const made: NanokvmDevice[] = []
/** Emulated devices of this test: each costs the computer something while it runs. */
const running: string[] = []
let box: HTMLElement
let nextId = 0

beforeEach(() => {
  box = document.createElement('div')
  box.style.cssText = 'position: relative; width: 640px; height: 360px'
  document.body.append(box)
})
afterEach(async () => {
  for (const device of made.splice(0)) device.close()
  box.remove()
  await Promise.all(running.splice(0).map(id => fetch(`${front}/~close/${id}`)))
})

async function open(age: Age, more: object = {}, profile: Partial<NanokvmProfile> = {}) {
  const id = `nano${Date.now()}-${nextId++}`
  const ask = (path: string, body?: object) =>
    fetch(`${front}/~${path}/${id}`, body ? { method: 'POST', body: JSON.stringify(body) } : {})
  await ask('make', { age, ...more })
  running.push(id)
  const device = new NanokvmDevice(id, {
    ...{ base: `${front}/${id}/`, held: false, viewOnly: false },
    credentials: { username: 'admin', password: 'admin' },
    ...profile,
  })
  made.push(device)
  box.append(device.capabilities.getState().display?.surface.element ?? '')
  const about = async () => (await (await ask('about')).json()) as About
  return { device, about, act: (what: 'drop' | 'restart' | 'close' | 'off' | 'revoke' | 'spoil') => ask(what) }
}

async function online(age: Age, more: object = {}, profile: Partial<NanokvmProfile> = {}) {
  const opened = await open(age, more, profile)
  await phase(opened.device, 'online')
  const has = opened.device.capabilities.getState()
  box.append(has.display?.surface.element ?? '')
  return { ...opened, has }
}

for (const age of ages) {
  deviceContract(`NanokvmDevice, ${age}`, async () => {
    const { device, about, act } = await open(age)
    return {
      device,
      arrive: async () => void (await phase(device, 'online')),
      lose: async () => void (await act('drop')),
      openConnections: async () => (await about()).sockets,
    }
  })
}

describe('signing in', () => {
  it('asks, tells a wrong password, and goes on', async () => {
    const { device } = await open('2.5.0', {}, { credentials: undefined })
    const { ask } = await phase(device, 'asking')
    if (ask.kind !== 'credentials') throw new Error('asks for something else')
    expect(ask.fields).toEqual(['username', 'password'])
    ask.answer({ username: 'admin', password: 'wrong' })
    await expect
      .poll(() => {
        const state = device.link.getState()
        return state.phase === 'asking' && state.ask.kind === 'credentials' ? state.ask.refused?.reason : undefined
      })
      .toBe('sign-in-refused')
    const again = await phase(device, 'asking')
    if (again.ask.kind === 'credentials') again.ask.answer({ username: 'admin', password: 'admin' })
    await phase(device, 'online')
  })

  it.each(['2.4.3', '2.5.0', 'multi-user'] as const)('%s: tells a lockout apart', async age => {
    const locked = await open(age, { lockout: { failures: 0, seconds: 60 } }, { credentials: undefined })
    const first = await phase(locked.device, 'asking')
    if (first.ask.kind === 'credentials') first.ask.answer({ username: 'admin', password: 'wrong' })
    await expect.poll(() => JSON.stringify(locked.device.link.getState())).toContain('sign-in-refused')
    const second = await phase(locked.device, 'asking')
    if (second.ask.kind === 'credentials') second.ask.answer({ username: 'admin', password: 'admin' })
    await expect.poll(() => JSON.stringify(locked.device.link.getState())).toContain('sign-in-locked')
  })

  it('ends where the gateway holds what the device refuses', async () => {
    const held = await open('2.3.1', {}, { credentials: undefined, held: true })
    expect(await phase(held.device, 'ended')).toMatchObject({ why: { reason: 'held-refused' } })
  })

  it.each(ages)('%s: asks nobody where the device asks nobody', async age => {
    const { has } = await online(age, { asks: false }, { credentials: undefined })
    expect((await has.system?.facts())?.length).toBeGreaterThan(2)
  })

  it('tells a session that was taken away from a connection that was lost', async () => {
    const { device, act } = await online('multi-user')
    await act('revoke')
    expect(await phase(device, 'waiting')).toMatchObject({ why: { reason: 'session-over', code: 4401 } })
    await phase(device, 'online')
  })

  it('asks again when a restart has made the token void', async () => {
    const { device, act } = await online('multi-user')
    await act('restart')
    await phase(device, 'waiting')
    await phase(device, 'online') // by itself: it still has what was answered
    device.signOut()
    await phase(device, 'asking')
  })
})

describe.each(ages)('%s', age => {
  it('shows the picture, types, clicks and scrolls, and lets go of everything', async () => {
    const { device, about, has } = await online(age)
    const facts = () => has.display?.surface.facts.getState()
    await expect.poll(() => facts()?.framesPainted, { timeout: 12_000 }).toBeGreaterThan(2)
    const hasDirect = !['2.0.9', '2.1.2'].includes(age)
    expect(facts()?.dialect).toBe(hasDirect ? 'h264' : 'mjpeg')
    expect(facts()).toMatchObject({ widthPx: 640, heightPx: 360 })
    expect(has.display?.signal.getState().signal).toBe('live')

    await has.input?.press(['ControlLeft', 'AltLeft', 'Delete'])
    const keys = async () => (await about()).inputs.flatMap(i => (i.kind === 'key' ? [`${i.code} ${i.down}`] : []))
    await expect
      .poll(keys)
      .toEqual([
        'ControlLeft true',
        'AltLeft true',
        'Delete true',
        'Delete false',
        'AltLeft false',
        'ControlLeft false',
      ])

    const { element } = has.display?.surface ?? {}
    const canvas = element?.querySelector('canvas')?.getBoundingClientRect()
    const at = { clientX: (canvas?.left ?? 0) + 320, clientY: (canvas?.top ?? 0) + 180, pointerId: 1, bubbles: true }
    element?.dispatchEvent(new PointerEvent('pointermove', { ...at, button: -1 }))
    element?.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: 100 }))
    await expect.poll(async () => (await about()).inputs.find(i => i.kind === 'wheel')?.dy).toBe(1)
    element?.dispatchEvent(new KeyboardEvent('keydown', { code: 'ShiftLeft', bubbles: true }))
    await expect.poll(keys).toContain('ShiftLeft true')
    window.dispatchEvent(new Event('blur'))
    await expect.poll(async () => (await keys()).at(-1)).toBe('ShiftLeft false')
    expect((await about()).crashes).toEqual([])
    device.close()
    await expect.poll(async () => (await about()).sockets).toBe(0)
  }, 30_000)

  it('offers what this firmware has, and says what it speaks', async () => {
    const { has, about } = await online(age)
    expect(Object.keys(has).sort()).toEqual(
      [
        'display',
        'input',
        'media',
        'power',
        'stats',
        'system',
        'terminal',
        'typing',
        ...(age === 'multi-user' ? ['users'] : []),
        'wake',
      ].sort(),
    )
    const facts = await has.system?.facts()
    const fact = (id: string) => facts?.find(known => known.id === id)?.value
    expect(fact('version')).toBe(age === 'multi-user' ? '2.5.0' : age)
    const hid =
      { '2.0.9': 'json-a', '2.1.2': 'json-a', '2.2.9': 'json-b', '2.3.1': 'json-b' }[age as string] ?? 'binary'
    expect(fact('dialect')).toContain(`HID ${hid}`)

    await has.media?.refresh()
    expect(has.media?.state.getState().images?.map(({ name }) => name)).toEqual(['boot.iso', 'tools.img'])
    await has.media?.mount('/data/tools.img', { kind: 'disk', writable: true })
    expect(has.media?.state.getState().drive).toMatchObject({ connected: true, image: '/data/tools.img' })
    expect((await about()).media.map(({ name }) => name)).toEqual(['tools.img'])
    await has.media?.eject()
    expect(has.media?.state.getState().drive.connected).toBe(false)

    let typed = 0
    await has.typing?.type('Hi, 5!\n', { onProgress: done => (typed = done) })
    expect(typed).toBe(7)
    expect(await has.wake?.targets()).toEqual([])
    await has.wake?.wake({ mac: '48-da-35-6e-00-01' })
    expect(await has.wake?.targets()).toEqual([{ id: '48:DA:35:6E:00:01', mac: '48:DA:35:6E:00:01' }])
    const named = has.wake?.rename?.('48:DA:35:6E:00:01', 'rack seven')
    expect(named !== undefined).toBe(!['2.0.9', '2.1.2'].includes(age))
    await named
    if (named) expect((await has.wake?.targets())?.[0]?.name).toBe('rack seven')
    await has.wake?.forget?.('48:DA:35:6E:00:01')
    expect(await has.wake?.targets()).toEqual([])
  }, 20_000)
})

describe('power', () => {
  it('is busy while the device sleeps through a press, is not pressed twice, and shows the lamp', async () => {
    const { has, about } = await online('2.3.1')
    const { power } = has
    if (!power) throw new Error('no power')
    const stop = power.state.subscribe(() => {})
    await expect.poll(() => power.state.getState().power).toBe('on')
    await expect(power.perform('power-on')).rejects.toMatchObject({ reason: 'power-is-so' })
    const long = power.perform('force-off', { pressMs: 4_300 })
    expect(power.state.getState().busy).toBe(true)
    await expect(power.perform('reset')).rejects.toMatchObject({ reason: 'action-busy' })
    await long
    expect((await about()).leds.power).toBe(false)
    await expect.poll(() => power.state.getState(), { timeout: 4_000 }).toMatchObject({ power: 'off', busy: false })
    await power.perform('power-on')
    await expect.poll(() => power.state.getState().power, { timeout: 4_000 }).toBe('on')
    stop()
    expect((await about()).requests.filter(r => r === 'POST /api/vm/gpio').length).toBe(2)
  }, 15_000)

  it('presses nothing in view-only', async () => {
    const { has, about } = await online('2.5.0', {}, { viewOnly: true })
    await expect(has.power?.perform('reset')).rejects.toMatchObject({ reason: 'view-only' })
    expect((await about()).requests).not.toContain('POST /api/vm/gpio')
  })
})

describe('media', () => {
  it('ejects first where the flag must change, and switches virtual devices to what was wished', async () => {
    const { has, about } = await online('2.5.0')
    const { media } = has
    await media?.refresh()
    await media?.mount('/data/boot.iso', { kind: 'cd', writable: false })
    expect((await about()).media).toMatchObject([{ name: 'boot.iso', kind: 'cd' }])
    await media?.mount('/data/boot.iso', { kind: 'disk', writable: true })
    expect((await about()).media).toMatchObject([{ name: 'boot.iso', kind: 'disk' }])
    await expect(media?.remove('/data/boot.iso')).rejects.toMatchObject({ reason: 'media-mounted' })
    const twice = [media?.setVirtual?.('network', true), media?.setVirtual?.('network', true)]
    expect(await Promise.all(twice)).toEqual([true, true])
    expect((await about()).virtual.network).toBe(true)
    expect((await about()).requests.filter(r => r === 'POST /api/vm/device/virtual').length).toBe(1)
    expect(await media?.setVirtual?.('disk', false)).toBe(false)
    expect(media?.state.getState()).toMatchObject({ virtual: { disk: false }, drive: { connected: false } })
  })

  it('uploads an ISO with progress, and tells why another file is refused', async () => {
    const { has } = await online('2.5.0')
    const iso = new Uint8Array(0x20000)
    iso.set(new TextEncoder().encode('CD001'), 0x8001)
    const told: number[] = []
    await has.media?.upload(new File([iso], 'new.iso'), { onProgress: done => told.push(done) })
    expect(told.at(-1)).toBe(iso.length)
    expect(has.media?.state.getState().images?.map(({ name }) => name)).toContain('new.iso')
    const bad = has.media?.upload(new File([new Uint8Array(10)], 'bad.iso'), {})
    await expect(bad).rejects.toMatchObject({ reason: 'action-refused', detail: 'file is not a valid ISO image' })
    await has.media?.remove('/data/new.iso')
    expect(has.media?.state.getState().images?.map(({ name }) => name)).not.toContain('new.iso')
  })
})

describe('media by URL', () => {
  it('tells a wrong checksum, since firmware tells it', async () => {
    const { has } = await online('2.5.0')
    const wrong = has.media?.addByUrl(`${front}/~image/other.iso`, { sha256: '0'.repeat(64) })
    await expect(wrong).rejects.toMatchObject({ reason: 'action-refused', detail: 'checksum_failed' })
  })
})

describe('what is cancelled', () => {
  it('is an upload that leaves nothing behind, and the next one is taken', async () => {
    const { has } = await online('2.5.0')
    const iso = new Uint8Array(48 << 20)
    iso.set(new TextEncoder().encode('CD001'), 0x8001)
    const cancel = new AbortController()
    const onProgress = (done: number) => done > 0 && cancel.abort()
    const upload = has.media?.upload(new File([iso], 'large.iso'), { signal: cancel.signal, onProgress })
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' })
    expect(has.media?.state.getState().transfer?.kind).not.toBe('upload')
    const small = new File([iso.subarray(0, 0x9000)], 'small.iso')
    await expect.poll(() => has.media?.upload(small, {}).then(() => 'taken', String), { timeout: 5_000 }).toBe('taken')
    expect(has.media?.state.getState().images?.map(({ name }) => name)).toEqual(['boot.iso', 'small.iso', 'tools.img'])
  }, 15_000)

  it.each(['2.2.9', '2.5.0'] as const)('%s: is a fetch, on the device where it can be', async age => {
    const { has, about } = await online(age)
    const cancel = new AbortController()
    const onProgress = () => cancel.abort()
    const fetched = has.media?.addByUrl(`${front}/~image/slow.iso`, { signal: cancel.signal, onProgress })
    await expect(fetched).rejects.toMatchObject({ name: 'AbortError' })
    const isCancelled = (await about()).requests.includes('POST /api/download/image/cancel')
    expect(isCancelled).toBe(age === '2.5.0')
    await has.media?.refresh()
    // Older firmware goes on, and the page says so.
    expect(has.media?.state.getState().transfer?.kind).toBe(age === '2.5.0' ? undefined : 'fetch')
  })

  it.each(['2.3.1', '2.5.0'] as const)(
    '%s: is a text, at once or after what was sent',
    async age => {
      const { has, about } = await online(age, { pace: 0.2 })
      const text = 'a'.repeat(300)
      const cancel = new AbortController()
      const slow = { timeout: 5_000 }
      const told: number[] = []
      let isPaused = false
      const typed = has.typing?.type(text, {
        signal: cancel.signal,
        paused: () => isPaused,
        onProgress: done => {
          told.push(done)
          if (told.length === 2) isPaused = true
        },
      })
      const keys = async () => (await about()).inputs.filter(i => i.kind === 'key' && i.down).length
      await expect.poll(() => told, slow).toEqual([48, 96])
      expect(await keys()).toBe(96) // while it is paused, nothing more goes out
      isPaused = false
      await expect.poll(keys, slow).toBeGreaterThan(97)
      cancel.abort()
      await expect(typed).rejects.toMatchObject({ name: 'AbortError' })
      const atOnce = has.typing?.cancels === 'at-once'
      expect(atOnce).toBe(age === '2.5.0')
      const more = async () => {
        const before = await keys()
        await new Promise(resolve => setTimeout(resolve, 100))
        return (await keys()) - before
      }
      await expect.poll(more, slow).toBe(0)
      expect((await keys()) < 140).toBe(atOnce)
      expect(told).toEqual(atOnce ? [48, 96] : [48, 96, 144])
    },
    15_000,
  )
})

it.each(['2.5.0', 'multi-user'] as const)('%s: tells the lock lamps that the machine told', async age => {
  const { has } = await online(age)
  expect(has.input?.locks.getState()).toEqual({})
  await has.input?.press(['CapsLock'])
  await expect.poll(() => has.input?.locks.getState()).toMatchObject({ caps: true })
  await has.input?.press(['CapsLock'])
  await expect.poll(() => has.input?.locks.getState()).toMatchObject({ caps: false })
})

describe('accounts', () => {
  it('are listed, made, changed and removed; what an ordinary one may not do is not there', async () => {
    const { has, about } = await online('multi-user')
    const { users } = has
    await users?.create({ name: 'kim', password: 'long enough', rights: ['enabled'] })
    expect((await users?.list())?.accounts).toEqual([
      { name: 'admin', rights: ['admin', 'enabled'], isSelf: true, fixed: 'device-owner' },
      { name: 'kim', rights: ['enabled'] },
    ])
    await users?.update('kim', { rights: ['admin', 'enabled'], password: 'another one' })
    expect((await about()).accounts.find(({ username }) => username === 'kim')).toMatchObject({ role: 'admin' })
    await users?.update('kim', { rights: [] })
    expect((await about()).accounts.find(({ username }) => username === 'kim')).toMatchObject({
      role: 'user',
      enabled: false,
    })
    await expect(users?.create({ name: 'kim', password: 'long enough', rights: [] })).rejects.toMatchObject({
      detail: 'username already exists',
    })
    await users?.remove('kim')
    await users?.create({ name: 'guest', password: 'long enough', rights: ['enabled'] })
    const id = has.system && made.at(-1)?.id
    const guest = new NanokvmDevice('guest', {
      ...{ base: `${front}/${id}/`, held: false, viewOnly: false },
      credentials: undefined,
    })
    made.push(guest)
    await phase(guest, 'online') // with the cookie of the first
    guest.signOut()
    const { ask } = await phase(guest, 'asking')
    if (ask.kind === 'credentials') ask.answer({ username: 'guest', password: 'long enough' })
    await phase(guest, 'online')
    const theirs = guest.capabilities.getState()
    expect([theirs.media, theirs.terminal, theirs.users]).toEqual([undefined, undefined, undefined])
    expect(theirs.power && theirs.input).toBeDefined()
    const { wake, input, system } = theirs
    const refused = [
      wake?.rename,
      wake?.forget,
      input?.reset,
      input?.shortcuts?.edit,
      system?.scripts,
      system?.autostart,
    ]
    expect(refused.filter(part => part !== undefined)).toEqual([])
    expect(await input?.shortcuts?.list()).toEqual([])
    expect(system?.actions).toEqual(['reset-hdmi'])
  })
})

describe('the picture', () => {
  it('says that there is no signal, and shows it when it comes back', async () => {
    const { has, act } = await online('2.4.3')
    const signal = () => has.display?.signal.getState().signal
    await expect.poll(signal, { timeout: 8_000 }).toBe('live')
    await act('off')
    await expect.poll(signal, { timeout: 15_000 }).toBe('no-signal')
  }, 30_000)

  it('is carried by MJPEG when that is chosen, one kind at a time, and turned for everybody', async () => {
    const { has, about } = await online('2.5.0')
    const { display } = has
    await expect.poll(async () => (await about()).viewers, { timeout: 8_000 }).toMatchObject({ direct: 1, mjpeg: 0 })
    display?.chooseSource?.('mjpeg')
    await expect.poll(async () => (await about()).viewers, { timeout: 8_000 }).toMatchObject({ direct: 0, mjpeg: 1 })
    await expect.poll(() => display?.surface.facts.getState().dialect).toBe('mjpeg')
    for (const [id, value] of [
      ['quality', '60'],
      ['bitrate', '2000'],
      ['fps', 24],
      ['gop', 50],
      ['resolution', '480p'],
    ] as const) {
      await display?.tuning?.set(id, value)
    }
    expect((await about()).screen).toMatchObject({ quality: 60, bitrate: 2000, fps: 24, gop: 50, resolution: 480 })
    await expect.poll(() => display?.surface.facts.getState().widthPx, { timeout: 8_000 }).toBe(640)
    await display?.tuning?.set('frameDetect', true)
    expect((await about()).detect).toBe(true)
  }, 30_000)

  it('rests while nobody looks, whatever carries it', async () => {
    const { has, about } = await online('2.5.0')
    const viewers = async () => (await about()).viewers
    const hide = (isHidden: boolean) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
      document.dispatchEvent(new Event('visibilitychange'))
    }
    try {
      for (const source of ['direct', 'mjpeg'] as const) {
        await expect.poll(viewers, { timeout: 8_000 }).toMatchObject({ [source]: 1 })
        hide(true)
        await expect.poll(viewers).toMatchObject({ direct: 0, mjpeg: 0 })
        const { framesPainted = 0 } = has.display?.surface.facts.getState() ?? {}
        hide(false)
        await expect.poll(viewers).toMatchObject({ [source]: 1 })
        const painted = () => has.display?.surface.facts.getState().framesPainted
        await expect.poll(painted, { timeout: 8_000 }).toBeGreaterThan(framesPainted + 1)
        has.display?.chooseSource?.('mjpeg')
      }
    } finally {
      Reflect.deleteProperty(document, 'hidden')
    }
  }, 20_000)

  it('goes on at a key frame after pictures that came broken', async () => {
    const { has, about, act } = await online('2.5.0', { mostFps: 30 })
    const painted = () => has.display?.surface.facts.getState().framesPainted ?? 0
    await expect.poll(painted, { timeout: 8_000 }).toBeGreaterThan(2)
    await act('spoil')
    const resyncs = async () => (await about()).resyncs
    await expect.poll(resyncs, { timeout: 8_000 }).toBeGreaterThan(0)
    const before = painted()
    await expect.poll(painted, { timeout: 8_000 }).toBeGreaterThan(before + 5)
    expect(has.display?.surface.facts.getState().dialect).toBe('h264')
    expect((await about()).viewers).toMatchObject({ direct: 1, mjpeg: 0 })
  }, 20_000)

  it('goes on for long under flow control', async () => {
    const { has } = await online('2.5.0')
    // More than the window of eight: without acknowledgements it would stand still there.
    await expect
      .poll(() => has.display?.surface.facts.getState().framesPainted, { timeout: 12_000 })
      .toBeGreaterThan(25)
  }, 20_000)
})

async function shell(terminal: TerminalCapability | undefined, line: string, size = { columns: 91, rows: 31 }) {
  const session = await terminal?.open(line, size)
  let said = ''
  session?.onData(bytes => (said += new TextDecoder().decode(bytes)))
  await expect.poll(() => session?.link.getState().phase).toBe('online')
  return { session, said: () => said, say: (text: string) => session?.write(new TextEncoder().encode(text)) }
}

it.each(ages)('%s: gives a shell', async age => {
  const { has } = await online(age)
  const { session, said, say } = await shell(has.terminal, 'shell')
  say('stty size; echo ö\n')
  await expect.poll(said, { timeout: 5_000 }).toMatch(/31 91[\s\S]*ö/)
  session?.close()
  expect(session?.link.getState()).toMatchObject({ phase: 'ended', why: 'by-user' })
})

it('speaks to the board’s serial ports at the speed that was chosen', async () => {
  const { has } = await online('2.5.0')
  expect(has.terminal?.lines.map(({ name }) => name)).toContain('ttyS2, 9600 Bd')
  const { session, said, say } = await shell(has.terminal, 'ttyS2@9600')
  await expect
    .poll(said, { timeout: 5_000 })
    .toMatch(/port is +: \/dev\/ttyS2[\s\S]*baudrate is +: 9600[\s\S]*Terminal ready/)
  say('to the machine')
  await expect.poll(said).toMatch(/Terminal ready\s+to the machine$/)
  session?.close()
})

it.each(['2.3.1', 'multi-user'] as const)('%s: keeps scripts and runs them, now and at its start', async age => {
  const { has } = await online(age)
  const { scripts, autostart } = has.system ?? {}
  expect(await scripts?.list()).toEqual([])
  await scripts?.upload(new File(['echo hello from the device'], 'hello.sh'))
  expect(await scripts?.list()).toEqual(['hello.sh'])
  expect(await scripts?.run('hello.sh', 'foreground')).toBe('hello from the device\n')
  await scripts?.remove('hello.sh')
  expect(await autostart?.list()).toEqual([])
  await autostart?.write('S99lamp', '#!/bin/sh\n')
  await autostart?.write('S99lamp', '#!/bin/sh\necho on\n')
  expect(await autostart?.list()).toEqual(['S99lamp'])
  expect(await autostart?.read('S99lamp')).toBe('#!/bin/sh\necho on\n')
  await expect(autostart?.write('../passwd', '')).rejects.toMatchObject({ reason: 'action-refused' })
  await autostart?.remove('S99lamp')
  expect(await autostart?.list()).toEqual([])
})

it.each(['2.4.3', 'multi-user'] as const)('%s: keeps shortcuts, which the page presses', async age => {
  const { has, about } = await online(age)
  const { shortcuts } = has.input ?? {}
  expect(await shortcuts?.list()).toEqual([])
  const keys = [
    { code: 'ControlLeft', label: 'Ctrl' },
    { code: 'F2', label: 'F2' },
  ]
  await shortcuts?.edit?.add(keys)
  const [kept] = (await shortcuts?.list()) ?? []
  expect(kept?.keys).toEqual(keys)
  await has.input?.press(kept?.keys.map(({ code }) => code) ?? [])
  const pressed = async () => (await about()).inputs.flatMap(i => (i.kind === 'key' ? [`${i.code} ${i.down}`] : []))
  await expect.poll(pressed).toEqual(['ControlLeft true', 'F2 true', 'F2 false', 'ControlLeft false'])
  await shortcuts?.edit?.remove(kept?.id ?? '')
  expect(await shortcuts?.list()).toEqual([])
})

describe.each(ages)('%s', age => {
  const since = (first: Age) => ages.indexOf(age) >= ages.indexOf(first)

  it('carries the picture as MJPEG, and turns it for everybody', async () => {
    const { has, about } = await online(age)
    const { display } = has
    display?.chooseSource?.('mjpeg')
    await expect.poll(async () => (await about()).viewers, { timeout: 8_000 }).toMatchObject({ direct: 0, mjpeg: 1 })
    const facts = () => display?.surface.facts.getState()
    await expect.poll(() => facts()?.dialect).toBe('mjpeg')
    await expect.poll(() => facts()?.framesPainted, { timeout: 8_000 }).toBeGreaterThan(1)
    const turned = {
      ...{ quality: '60', fps: 24, resolution: '600p' },
      ...(since('2.2.9') && { bitrate: '2000', gop: 50 }),
    }
    expect(display?.tuning?.settings.getState().map(({ id }) => id)).toEqual(
      expect.arrayContaining([...Object.keys(turned), 'frameDetect']),
    )
    for (const [id, value] of Object.entries(turned)) await display?.tuning?.set(id, value)
    const numbers = { ...{ quality: 60, fps: 24, resolution: 600 }, ...(since('2.2.9') && { bitrate: 2000, gop: 50 }) }
    expect((await about()).screen).toMatchObject(numbers)
    await expect.poll(() => facts()?.widthPx, { timeout: 8_000 }).toBe(800)
    // Twice at once: a toggle of early firmware is flipped once.
    await Promise.all([display?.tuning?.set('frameDetect', true), display?.tuning?.set('frameDetect', true)])
    expect((await about()).detect).toBe(true)
  }, 20_000)

  it('brings images, mounts them as wished, switches the virtual network, and resets the machine', async () => {
    const { has, about } = await online(age)
    const { media, power } = has
    await media?.refresh()
    const listed = () => media?.state.getState().images?.map(({ name }) => name)
    const fetched = media?.addByUrl(`${front}/~image/fetched.iso`, {})
    expect(media?.rules).toMatchObject({ needsChecksum: since('2.5.0') ? 'optional' : 'never', fetchTakes: [] })
    if (since('2.2.9')) await fetched
    else await expect(fetched).rejects.toMatchObject({ reason: 'not-supported' })
    expect(listed()?.includes('fetched.iso')).toBe(since('2.2.9'))
    const iso = new Uint8Array(0x9000)
    iso.set(new TextEncoder().encode('CD001'), 0x8001)
    const uploaded = media?.upload(new File([iso], 'new.iso'), {})
    if (since('2.3.1')) await uploaded
    else await expect(uploaded).rejects.toMatchObject({ reason: 'not-supported' })
    expect(listed()?.includes('new.iso')).toBe(since('2.3.1'))
    if (since('2.3.1')) await media?.remove('/data/new.iso')
    expect(listed()).not.toContain('new.iso')
    if (since('2.2.9')) {
      for (const kind of ['cd', 'disk'] as const) {
        await media?.mount('/data/boot.iso', { kind, writable: kind === 'disk' })
        expect((await about()).media).toMatchObject([{ name: 'boot.iso', kind }])
      }
    }
    expect(await media?.setVirtual?.('network', true)).toBe(true)
    expect((await about()).virtual).toMatchObject({ network: true })
    await power?.perform('reset', { pressMs: 100 })
    await expect.poll(async () => (await about()).state).not.toBe('desktop')
    expect((await about()).requests.filter(request => request === 'POST /api/vm/gpio').length).toBe(1)
  }, 20_000)

  it('takes each setting that it has, and tells it back', async () => {
    const { has, about } = await online(age, { hardware: 'PCIE' })
    const forms = [has.system?.tuning, has.input?.tuning].filter(form => form !== undefined)
    const all = () => forms.flatMap(({ settings }) => settings.getState())
    await expect
      .poll(() =>
        all()
          .map(({ id }) => id)
          .sort(),
      )
      .toEqual(settingsOf(age))
    const toldOf = (id: string) => all().find(setting => setting.id === id)?.value
    for (const form of forms) {
      for (const setting of form.settings.getState()) {
        if (setting.id === 'hidMode') continue // the device restarts
        const value = otherValue(setting)
        await form.set(setting.id, value)
        expect(toldOf(setting.id), setting.id).toBe(value)
      }
    }
    if (age !== '2.5.0') return
    await has.system?.perform?.('disable-hdmi')
    expect(await has.system?.facts()).toContainEqual({ id: 'hdmi', value: 'off' })
    const stop = has.stats?.stream?.subscribe(() => {})
    await expect.poll(() => has.stats?.stream?.getState().hdmi).toBe('off')
    stop?.()
    await has.input?.tuning?.set('hidMode', 'hid-only')
    await expect.poll(async () => (await about()).sockets).toBe(0)
  }, 20_000)
})

/** Those of a board with a display on it. */
function settingsOf(age: Age): readonly string[] {
  if (age === '2.0.9' || age === '2.1.2') return []
  const common = ['hidMode', 'hostname', 'jiggler', 'mdns', 'oledSleep', 'ssh', 'swap', 'webTitle']
  return (age === '2.2.9' || age === '2.3.1' ? common : [...common, 'leaderKey']).toSorted()
}

function otherValue(setting: Tunable): TuningValue {
  switch (setting.kind) {
    case 'toggle':
      return !setting.value
    case 'range':
      return setting.min + 2 * (setting.step ?? 1)
    case 'choice':
      return setting.options.find(option => option !== setting.value) ?? ''
    case 'text':
      return 'harbor'
  }
}
