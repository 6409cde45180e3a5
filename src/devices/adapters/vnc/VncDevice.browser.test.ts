import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import type { DeviceReason } from '../../errors'
import type { RfbProfile } from '../../rfb/RfbDevice'
import { deviceContract, phase } from '../../testing/contract'
import { VncDevice } from './VncDevice'

const http = `http://127.0.0.1:${inject('rfbPort')}`
const made: VncDevice[] = []
let box: HTMLElement
let nextId = 0

beforeEach(() => {
  box = document.createElement('div')
  box.style.cssText = 'position: relative; width: 640px; height: 480px'
  document.body.append(box)
})
afterEach(() => {
  for (const device of made.splice(0)) device.close()
  box.remove()
})

function open(query = '', profile: Partial<RfbProfile> = {}) {
  const id = `vnc${Date.now()}-${nextId++}`
  const device = new VncDevice(id, {
    screenUrl: `ws://127.0.0.1:${inject('rfbPort')}/?id=${id}&${query}`,
    shared: true,
    viewOnly: false,
    repeaterId: '',
    quality: 6,
    compression: 2,
    showDot: false,
    credentials: undefined,
    ...profile,
  }).start()
  made.push(device)
  box.append(device.engine.element)
  const log = async () =>
    (await (await fetch(`${http}/log/${id}`)).json()) as { type: string; [key: string]: unknown }[]
  const say = (hex: string) => fetch(`${http}/say/${id}`, { method: 'POST', body: hex })
  const drop = () => fetch(`${http}/drop/${id}`, { method: 'POST' })
  return { device, log, say, drop }
}

const openSockets = async () => Number(await (await fetch(`${http}/count`)).text())

/** The reason in the first `waiting` or `ended` that comes. */
async function reasonOf(device: VncDevice): Promise<DeviceReason | 'by-user'> {
  const state = await Promise.race([phase(device, 'waiting'), phase(device, 'ended')])
  return state.why === 'by-user' ? 'by-user' : state.why.reason
}

/** A canvas that the painter owns cannot be read by itself; drawn onto another it can. */
function pixel(canvas: HTMLCanvasElement, x: number, y: number): number[] {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (canvas.width > 0) context?.drawImage(canvas, -x, -y)
  return [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3)
}

deviceContract('VncDevice', async () => {
  const { device, drop } = open()
  return {
    device,
    arrive: async () => void (await phase(device, 'online')),
    lose: async () => void (await drop()),
    openConnections: openSockets,
  }
})

describe('the picture', () => {
  it('shows the pixels the server sent, at the size it told', async () => {
    const { device } = open('width=80&height=60&name=lab')
    await phase(device, 'online')
    await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(0)
    const canvas = device.engine.element.querySelector('canvas')
    if (!canvas) throw new Error('no canvas')
    expect(pixel(canvas, 40, 30)).toEqual([16, 32, 64])
    expect(device.engine.facts.getState()).toMatchObject({ widthPx: 80, heightPx: 60, dialect: 'rfb', still: false })
    expect(device.capabilities.getState().display?.signal.getState()).toEqual({ signal: 'live', name: 'lab' })
  })

  it('moves between containers without a new connection', async () => {
    const { device, log } = open()
    await phase(device, 'online')
    const other = document.createElement('div')
    document.body.append(other)
    other.append(device.engine.element)
    box.append(device.engine.element)
    other.remove()
    await device.capabilities.getState().input?.press(['KeyA'])
    await expect.poll(async () => (await log()).filter(m => m.type === 'key').length).toBe(2)
    expect(device.link.getState().phase).toBe('online')
  })

  it('keeps the last frame when the link is lost, and gives it up for the next one', async () => {
    const { device, drop } = open()
    await phase(device, 'online')
    await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(0)
    await drop()
    await phase(device, 'waiting')
    expect(device.engine.facts.getState().still).toBe(true)
    const still = device.engine.element.querySelector('canvas')
    expect(still && pixel(still, 5, 5)).toEqual([16, 32, 64])
    expect((await device.engine.capture()).size).toBeGreaterThan(50)
    device.retryNow()
    await phase(device, 'online')
    await expect.poll(() => device.engine.facts.getState().still).toBe(false)
    expect(device.engine.element.querySelectorAll('canvas')).toHaveLength(1)
  })

  it('survives a framebuffer of 0 x 0', async () => {
    const { device } = open('width=0&height=0')
    await phase(device, 'online')
    expect(device.engine.facts.getState()).toMatchObject({ widthPx: 0, heightPx: 0 })
    await expect(device.engine.capture()).rejects.toThrow()
  })

  it('shows a framebuffer of 8192 x 8192', async () => {
    const { device } = open('width=8192&height=8192')
    await phase(device, 'online')
    await expect.poll(() => device.engine.facts.getState().framesPainted, { timeout: 8_000 }).toBeGreaterThan(0)
    const canvas = device.engine.element.querySelector('canvas')
    await expect.poll(() => canvas && pixel(canvas, 8191, 8191), { timeout: 8_000 }).toEqual([16, 32, 64])
  }, 20_000)

  it('refuses one that no browser could hold, with its sentence', async () => {
    const { device } = open('width=65535&height=65535')
    expect(await reasonOf(device)).toBe('rfb-too-large')
  })
})

describe('reading, whatever the chunks', () => {
  it('reads a session that comes one byte at a time', async () => {
    const { device, say } = open('dribble=1&fences=1')
    await phase(device, 'online')
    await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(0)
    await say('0300000000000003616263') // ServerCutText "abc"
    await expect.poll(() => device.capabilities.getState().clipboard?.remote.getState()?.text).toBe('abc')
  })

  it('measures the round trip by a fence of its own, without ending the session', async () => {
    const { device } = open('fences=1')
    await phase(device, 'online')
    const latest = () => device.capabilities.getState().stats?.own.latest.getState().roundTripMs
    await expect.poll(latest, { timeout: 5_000 }).toBeGreaterThanOrEqual(0)
    expect(device.link.getState().phase).toBe('online')
  })

  it('counts frames, bytes and rectangles', async () => {
    const { device } = open()
    await phase(device, 'online')
    const own = device.capabilities.getState().stats?.own
    await expect.poll(() => own?.latest.getState().fps, { timeout: 4_000 }).toBeGreaterThan(0)
    expect(own?.rectangles()).toEqual({ RRE: 1 })
    expect(own?.series.bytesPerSecond.latest()?.value).toBeGreaterThan(0)
  })

  it('ends with its sentence on a message that does not exist', async () => {
    const { device, say } = open()
    await phase(device, 'online')
    await say('c8')
    expect(await reasonOf(device)).toBe('rfb-protocol')
  })
})

describe('signing in', () => {
  it('asks for what the server wants, tells a refusal, and goes on with the right answer', async () => {
    const { device } = open('password=secret12')
    const first = await phase(device, 'asking')
    if (first.ask.kind !== 'credentials') throw new Error(first.ask.kind)
    expect(first.ask.fields).toEqual(['password'])
    first.ask.answer({ password: 'wrong' })
    await expect
      .poll(() => {
        const state = device.link.getState()
        return state.phase === 'asking' && state.ask.kind === 'credentials' && state.ask.refused?.reason
      })
      .toBe('sign-in-refused')
    const second = await phase(device, 'asking')
    if (second.ask.kind !== 'credentials') throw new Error(second.ask.kind)
    expect(second.ask.refused?.detail).toBe('Authentication failure')
    second.ask.answer({ password: 'secret12' })
    await phase(device, 'online')
  })

  it('does not ask again after a broken link, and does after signing out', async () => {
    const { device, drop } = open('password=secret12', { credentials: { password: 'secret12' } })
    await phase(device, 'online')
    await drop()
    await phase(device, 'waiting')
    device.retryNow()
    await phase(device, 'online')
    device.signOut()
    await phase(device, 'asking')
  })

  it('keeps asking when the server tires of waiting, and uses the answer for a new connection', async () => {
    const { device, drop } = open('password=secret12')
    const { ask } = await phase(device, 'asking')
    await drop()
    await expect.poll(openSockets).toBe(0)
    expect(device.link.getState().phase).toBe('asking')
    if (ask.kind === 'credentials') ask.answer({ password: 'secret12' })
    await phase(device, 'online')
  })

  it('ends when the operator does not sign in', async () => {
    const { device } = open('password=x')
    const { ask } = await phase(device, 'asking')
    ask.cancel()
    expect(await reasonOf(device)).toBe('sign-in-cancelled')
    await expect.poll(openSockets).toBe(0)
  })
})

describe('each bad end has its sentence', () => {
  const cases: readonly [string, string, DeviceReason][] = [
    ['a web page instead of RFB', 'greeting=HTTP/1.1 400 Bad Request', 'not-rfb'],
    ['a version of the future', 'greeting=RFB 009.001%0a', 'rfb-version'],
    ['only security types a page cannot do', 'security=5,129', 'rfb-no-security'],
    ['too many tries', 'refusal=Too many security failures', 'rfb-locked-out'],
    ['an undecodable update', 'after=000000010000000000010001deadbeef', 'rfb-protocol'],
  ]
  for (const [name, query, reason] of cases) {
    it(name, async () => {
      const { device } = open(query)
      expect(await reasonOf(device)).toBe(reason)
    })
  }

  it('an address that is none', async () => {
    const { device } = open('', { screenUrl: 'nonsense://' })
    expect(await reasonOf(device)).toBe('bad-address')
  })

  it('nothing listens there', async () => {
    const { device } = open('', { screenUrl: 'ws://127.0.0.1:9/' })
    expect(await reasonOf(device)).toBe('socket-failed')
  })

  // 12 version + 2 security + 4 result + 24 ServerInit + 8 name = 50 bytes of handshake.
  it('closed after n bytes of the handshake, for each n', async () => {
    for (let n = 0; n < 50; n++) {
      const { device } = open(`cut=${n}`)
      const reason = await reasonOf(device)
      expect(['handshake-cut', 'not-rfb'], `after ${n} bytes: ${reason}`).toContain(reason)
      device.close()
    }
    await expect.poll(openSockets).toBe(0)
  }, 30_000)
})

describe('keys and buttons', () => {
  it('releases what is held on blur, in view-only and when closing', async () => {
    const { device, log } = open()
    await phase(device, 'online')
    await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(0)
    const canvas = device.engine.element.querySelector('canvas')
    if (!canvas) throw new Error('no canvas')
    const keys = async () => (await log()).filter(m => m.type === 'key').map(m => m.down)
    const hold = () => canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true }))

    canvas.focus()
    hold()
    canvas.blur()
    await expect.poll(keys).toEqual([true, false])
    canvas.focus()
    hold()
    device.capabilities.getState().input?.setViewOnly(true)
    await expect.poll(keys).toEqual([true, false, true, false])
    hold()
    device.capabilities.getState().input?.setViewOnly(false)
    canvas.focus()
    hold()
    device.close()
    await expect.poll(keys).toEqual([true, false, true, false, true, false])
  })
})

describe('typing', () => {
  it('sends one keysym a character, stops when told, and nothing in view-only', async () => {
    const { device, log } = open()
    await phase(device, 'online')
    const { typing, input } = device.capabilities.getState()
    const typed: number[] = []
    await typing?.type('aZ!\r\né€', { delayMs: 0, onProgress: done => typed.push(done) })
    const keys = async () => (await log()).flatMap(m => (m.type === 'key' && m.down ? [m.keysym] : []))
    await expect.poll(keys).toEqual([0x61, 0x5a, 0x21, 0xff0d, 0xe9, 0x010020ac])
    expect(typed).toEqual([1, 2, 3, 4, 5, 6])
    expect(typing?.untypeable('a\u0001b\u0001')).toEqual(['\u0001'])

    const stop = new AbortController()
    const stopped = typing?.type('abc', { delayMs: 50, signal: stop.signal, onProgress: () => stop.abort() })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(async () => (await keys()).length).toBe(7)
    input?.setViewOnly(true)
    await expect(typing?.type('x', {})).rejects.toMatchObject({ reason: 'view-only' })
  })
})

describe('what was chosen', () => {
  it('stays away after a loss where the address says so, and waits exactly as long as it says', async () => {
    const never = open('', { reconnect: 'never' })
    await phase(never.device, 'online')
    await never.drop()
    expect(await reasonOf(never.device)).toBe('connection-lost')
    expect(never.device.link.getState().phase).toBe('ended')
    const fixed = open('', { reconnect: 700 })
    await phase(fixed.device, 'online')
    await fixed.drop()
    const { retryAtMs } = await phase(fixed.device, 'waiting')
    expect(Math.abs(retryAtMs - Date.now() - 700)).toBeLessThan(150)
  })

  it('rings', async () => {
    const { device, say } = open()
    await phase(device, 'online')
    let rings = 0
    const stop = device.capabilities.getState().display?.onBell?.(() => rings++)
    await say('02')
    await expect.poll(() => rings).toBe(1)
    stop?.()
    await say('02')
    await say('0300000000000003616263')
    await expect.poll(() => device.capabilities.getState().clipboard?.remote.getState()?.text).toBe('abc')
    expect(rings).toBe(1)
  })

  it('turns quality and compression of the running connection, by name or by level', async () => {
    const { device, log } = open()
    await phase(device, 'online')
    const tuning = device.capabilities.getState().display?.tuning
    const levels = async () => (await log()).filter(m => m.type === 'encodings').length
    const before = await levels()
    await tuning?.set('preset', 'thrifty')
    expect(tuning?.settings.getState().map(({ id, value }) => [id, value])).toEqual([
      ['preset', 'thrifty'],
      ['quality', 2],
      ['compression', 9],
      ['dot', false],
      ['swapColors', false],
    ])
    await expect.poll(levels).toBeGreaterThan(before)
    await tuning?.set('quality', 7)
    expect(tuning?.settings.getState()[0]?.value).toBeUndefined()
    await expect(tuning?.set('quality', 12)).rejects.toMatchObject({ reason: 'not-supported' })
  })
})

describe('colours that a server names wrongly', () => {
  it('are put right by hand, and stay so on the next visit', async () => {
    const kept: string[] = []
    const colors = { known: () => kept.at(-1), remember: (word: string) => void kept.push(word) }
    const first = open('', { colors })
    await phase(first.device, 'online')
    const tuning = first.device.capabilities.getState().display?.tuning
    await tuning?.set('swapColors', true)
    expect(kept).toEqual(['swapped'])
    const next = open('', { colors })
    const value = next.device.capabilities.getState().display?.tuning?.settings.getState().at(-1)
    expect(value).toMatchObject({ id: 'swapColors', value: true })
  })
})

describe('proxies of another age', () => {
  for (const [how, wants] of [
    ['refuses', 'binary'],
    ['does not answer', 'binary-silently'],
  ]) {
    it(`one that ${how} without a sub-protocol gets the one that old proxies want, at once from then on`, async () => {
      const { device, drop } = open(`wants=${wants}`, { isDirect: true })
      await phase(device, 'online', 15_000)
      await drop()
      await phase(device, 'waiting')
      const startedMs = performance.now()
      device.retryNow()
      await phase(device, 'online')
      expect(performance.now() - startedMs).toBeLessThan(5_000)
    })
  }

  it('one that takes neither ends with the sentence', async () => {
    const { device } = open('', { isDirect: true, screenUrl: 'ws://127.0.0.1:9/' })
    expect(await reasonOf(device)).toBe('socket-failed')
  })

  it('the page’s own server is asked once', async () => {
    const { device } = open('wants=binary')
    expect(await reasonOf(device)).toBe('socket-failed')
  })
})

describe('a size that the server does not give', () => {
  it.each([
    [1, 'prohibited'],
    [2, 'resources'],
    [3, 'layout'],
    [9, 'unknown'],
  ] as const)('is told with its reason: %i', async (status, reason) => {
    const { device, say } = open()
    await phase(device, 'online')
    const told: string[] = []
    device.capabilities.getState().display?.onSizeRefused?.(why => told.push(why))
    await say(`000000010001000${status}00400030fffffecc01000000000000000000000000400030${'00000000'}`)
    await expect.poll(() => told).toEqual([reason])
  })
})

describe('clipboard text without a named encoding', () => {
  const cutText = (bytes: Uint8Array) => {
    const head = new Uint8Array(8)
    head[0] = 3
    new DataView(head.buffer).setUint32(4, bytes.length)
    return Array.from([...head, ...bytes], byte => byte.toString(16).padStart(2, '0')).join('')
  }

  it('is read as what it is, answered alike, and as chosen where that was wrong', async () => {
    const kept: string[] = []
    const clipboardText = { known: () => kept.at(-1), remember: (word: string) => void kept.push(word) }
    const { device, say, log } = open('', { clipboardText })
    await phase(device, 'online')
    const clipboard = device.capabilities.getState().clipboard
    if (!clipboard?.encoding) throw new Error('no choice')
    const shown = () => clipboard.remote.getState()?.text
    const sent = async () => (await log()).flatMap(m => (m.type === 'cut-text' ? [m.text] : []))
    await expect.poll(() => clipboard.policy.getState().isUnnamed).toBe(true)
    expect([clipboard.passes?.('ü'), clipboard.passes?.('€')]).toEqual([true, false])
    await clipboard.write({ text: 'ü' })
    await expect.poll(sent).toEqual(['\u00fc'])

    await say(cutText(Uint8Array.of(0x80, 0x61)))
    await expect.poll(shown).toBe('€a')
    await clipboard.write({ text: '€' })
    await expect.poll(sent).toEqual(['\u00fc', '\u0080'])

    await say(cutText(new TextEncoder().encode('測\r\n試\0')))
    await expect.poll(shown).toBe('測\n試')
    expect(clipboard.passes?.('測')).toBe(true)
    await clipboard.write({ text: 'é' })
    await expect.poll(async () => (await sent()).at(-1)).toBe('\u00c3\u00a9')

    clipboard.encoding.choose('windows-1252')
    expect(shown()).toBe('æ¸¬\nè©¦')
    expect(kept).toEqual(['windows-1252'])
    expect(clipboard.passes?.('測')).toBe(false)
  })
})

describe('power', () => {
  it('appears when the server offers XVP, and asks it', async () => {
    const { device, log } = open('after=fa000101')
    await phase(device, 'online')
    await expect.poll(() => device.capabilities.getState().power?.actions).toEqual(['shutdown', 'reboot', 'reset'])
    await device.capabilities.getState().power?.perform('reboot')
    await expect.poll(async () => (await log()).some(message => message.type === 'xvp')).toBe(true)
    device.capabilities.getState().input?.setViewOnly(true)
    const refused = device.capabilities.getState().power?.perform('reset')
    await expect(refused).rejects.toMatchObject({ reason: 'view-only' })
  })

  it('is absent where the server does not', async () => {
    const { device } = open()
    await phase(device, 'online')
    await expect.poll(() => device.engine.facts.getState().framesPainted).toBeGreaterThan(0)
    expect(device.capabilities.getState().power).toBeUndefined()
  })
})

describe('lifetime', () => {
  it('leaves no socket, no listener and no element behind', async () => {
    const added: string[] = []
    const removed: string[] = []
    const add = window.addEventListener
    window.addEventListener = ((type: string, listener: EventListener, options?: AddEventListenerOptions) => {
      added.push(type)
      options?.signal?.addEventListener('abort', () => removed.push(type))
      add.call(window, type, listener, options)
    }) as typeof add
    const remove = window.removeEventListener
    window.removeEventListener = ((type: string, listener: EventListener) => {
      removed.push(type)
      remove.call(window, type, listener)
    }) as typeof remove
    try {
      const { device } = open()
      await phase(device, 'online')
      device.close()
      await expect.poll(openSockets).toBe(0)
      expect(box.querySelector('canvas')).toBeNull()
      // noVNC's cursor and keyboard remove theirs one by one; ours go with their signal.
      const left = added.filter(type => !removed.includes(type))
      expect(left).toEqual([])
    } finally {
      window.addEventListener = add
      window.removeEventListener = remove
    }
  })
})
