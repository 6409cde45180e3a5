import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { hasFfmpeg } from '../video/ffmpeg'
import type { Age } from './ages'
import { type NanokvmMachine, type NanokvmMachineOptions, startNanokvmMachine } from './NanokvmMachine'

const started: NanokvmMachine[] = []
const sockets: WebSocket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  for (const nano of started.splice(0)) await nano.close()
})

async function start(age: Age, more: Partial<NanokvmMachineOptions> = {}) {
  const nano = await startNanokvmMachine({ age, pace: 0.01, ...more })
  started.push(nano)
  let cookie = ''
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${nano.url}${path}`, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } })
  const call = async (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') => {
    const init = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }
    const response = await ask(path, method === 'GET' ? {} : { method, ...init })
    return (await response.json()) as { code: number; msg: string; data: unknown }
  }
  const signIn = async (password = 'admin', username = 'admin') => {
    const response = await ask('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: encrypt(password) }),
    })
    const reply = (await response.json()) as { code: number; data: { token?: string } | null }
    const set = response.headers.get('set-cookie')
    if (reply.code === 0) cookie = set?.split(';')[0] ?? `nano-kvm-token=${reply.data?.token}`
    return { reply, set }
  }
  const socket = (path: string, headers: Record<string, string> = {}) => {
    const opened = new WebSocket(`${nano.url.replace('http', 'ws')}${path}`, { headers: { cookie, ...headers } })
    sockets.push(opened)
    opened.on('error', () => {}) // one that has not opened yet when its test ends
    const heard: (Buffer | string)[] = []
    opened.on('message', (data: Buffer, isBinary) => heard.push(isBinary ? data : data.toString()))
    return Object.assign(opened, { heard })
  }
  return { ...nano, ask, call, signIn, socket }
}

/** As a page of its own would: OpenSSL's salted AES-256-CBC. */
function encrypt(password: string): string {
  const salt = randomBytes(8)
  let [block, derived] = [Buffer.alloc(0), Buffer.alloc(0)]
  while (derived.length < 48) {
    block = createHash('md5').update(block).update('nanokvm-sipeed-2024').update(salt).digest()
    derived = Buffer.concat([derived, block])
  }
  const cipher = createCipheriv('aes-256-cbc', derived.subarray(0, 32), derived.subarray(32, 48))
  const blob = Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(password), cipher.final()])
  return encodeURIComponent(blob.toString('base64'))
}

const opened = (socket: WebSocket) => new Promise(resolve => socket.once('open', resolve))
const closed = (socket: WebSocket) => new Promise<number>(resolve => socket.once('close', code => resolve(code)))
const post = (body: string, type = 'application/json') => ({ method: 'POST', headers: { 'content-type': type }, body })

describe('signing in', () => {
  it('gives the token in the body up to 2.5.0 and in a cookie after it', async () => {
    const old = await start('2.5.0')
    const first = await old.signIn()
    expect(first.reply.data?.token).toMatch(/^ey/)
    expect(first.set).toBeNull()
    const today = await start('multi-user')
    const second = await today.signIn()
    expect(second.reply).toEqual({ code: 0, msg: 'success', data: null })
    expect(second.set).toMatch(/^nano-kvm-token=ey.*; Path=\/; Max-Age=2678400; HttpOnly; SameSite=Strict$/)
    expect((await today.call('/api/auth/account')).data).toEqual({ username: 'admin', role: 'admin' })
  })

  it('needs no sign-in where that is off, and then opens itself to other pages', async () => {
    const { ask, signIn } = await start('2.5.0', { asks: false })
    expect((await signIn()).reply.data).toEqual({ token: 'disabled' })
    const answer = await ask('/api/vm/info')
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
  })

  it('refuses in codes that changed their meaning, and falls over a broken blob', async () => {
    const { ask, signIn } = await start('2.0.9')
    expect((await signIn('wrong')).reply.code).toBe(-4)
    const today = await start('multi-user', { lockout: { failures: 2, seconds: 60 } })
    const codes: number[] = []
    for (let i = 0; i < 3; i++) codes.push((await today.signIn('wrong')).reply.code)
    expect(codes).toEqual([-2, -2, -5])
    const blob = Buffer.concat([Buffer.from('Salted__'), randomBytes(8), randomBytes(5)]).toString('base64')
    const body = JSON.stringify({ username: 'admin', password: encodeURIComponent(blob) })
    const broken = await ask('/api/auth/login', post(body))
    expect([broken.status, await broken.text()]).toEqual([500, ''])
  })

  it('ends what an account has open when it is changed, with a code of its own', async () => {
    const { call, signIn, socket } = await start('multi-user')
    await signIn()
    expect(await call('/api/auth/users', { username: 'kim', password: encrypt('long enough'), role: 'user' })).toEqual({
      ...{ code: 0, msg: 'success', data: null },
    })
    await signIn('long enough', 'kim')
    expect((await call('/api/storage/image')) as unknown).toBe('forbidden')
    const page = socket('/api/ws')
    await opened(page)
    const end = closed(page)
    await signIn()
    expect((await call('/api/auth/users/kim', { enabled: false }, 'PUT')).code).toBe(0)
    expect(await end).toBe(4401)
    expect((await call('/api/auth/users/admin', { role: 'user' }, 'PUT')).code).toBe(-2)
  })
})

describe('its manners', () => {
  it('tells routes apart by age before anybody signs in', async () => {
    const statusOf = async (age: Age, path: string) => (await (await start(age)).ask(path)).status
    expect(await statusOf('2.0.9', '/api/storage/images')).toBe(401)
    expect(await statusOf('2.0.9', '/api/storage/image')).toBe(404)
    expect(await statusOf('2.1.2', '/api/network/wifi')).toBe(404)
    expect(await statusOf('2.2.9', '/api/network/wifi')).toBe(401)
    expect(await statusOf('2.3.1', '/api/vm/autostart')).toBe(401)
    expect(await statusOf('2.3.1', '/api/hid/shortcuts')).toBe(404)
    expect(await statusOf('2.5.0', '/api/auth/users')).toBe(404)
  })

  it('answers as gin does: text for 404, a string for 401, redirects for slashes, -1 without a JSON type', async () => {
    const { ask, call, signIn } = await start('2.5.0')
    const missing = await ask('/api/nothing')
    expect([missing.headers.get('content-type'), await missing.text()]).toEqual(['text/plain', '404 page not found'])
    const refused = await ask('/api/vm/info')
    expect([refused.status, await refused.text()]).toEqual([401, '"unauthorized"'])
    await signIn()
    const slash = await ask('/api/vm/mouse-jiggler', post('{"enabled":true}'))
    expect([slash.status, slash.headers.get('location')]).toEqual([307, '/api/vm/mouse-jiggler/'])
    expect((await ask('/api/vm/info', { method: 'OPTIONS' })).status).toBe(404)
    expect((await ask('/api/stream/h264/direct')).status).toBe(400)
    const form = await ask('/api/vm/gpio', post('type=power&duration=1', 'application/x-www-form-urlencoded'))
    expect(((await form.json()) as { code: number }).code).toBe(-1)
    expect((await call('/api/vm/gpio', { type: 'power', duration: '1' })).code).toBe(-1)
    expect((await call('/api/vm/gpio', { type: 'lamp' })).code).toBe(-2)
  })

  it('looks at where a socket was opened from, since there are accounts', async () => {
    for (const [age, ends] of [
      ['2.5.0', 'open'],
      ['multi-user', 'error'],
    ] as const) {
      const { signIn, socket } = await start(age)
      await signIn()
      const foreign = socket('/api/ws', { origin: 'http://elsewhere.example' })
      const outcome = await Promise.race([
        opened(foreign).then(() => 'open'),
        new Promise(resolve => foreign.once('error', () => resolve('error'))),
      ])
      expect(outcome).toBe(ends)
    }
  })
})

describe('input', () => {
  it('takes binary reports and drops those of another length', async () => {
    const { machine, server, signIn, socket } = await start('2.4.3')
    await signIn()
    const page = socket('/api/ws')
    await opened(page)
    for (const bytes of [[], [0], [1, 4], [1, 2, 0, 4, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0, 0]])
      page.send(Buffer.from(bytes))
    page.send(Buffer.from([2, 0, 0xff, 0x7f, 0xff, 0x7f, 0]))
    page.send(Buffer.from([2, 0, 0, 0, 0xff]))
    await expect.poll(() => server.hid.reports.length).toBe(4)
    const keys = machine.inputs.flatMap(input => (input.kind === 'key' ? [`${input.code} ${input.down}`] : []))
    expect(keys).toEqual(['ShiftLeft true', 'KeyA true', 'KeyA false', 'ShiftLeft false'])
    expect(machine.inputs.at(-2)).toMatchObject({ kind: 'pointer', x: 1279, y: 719 })
    expect(machine.inputs.at(-1)).toMatchObject({ kind: 'wheel', dy: 1 })
  })

  it('understands two kinds of JSON, and falls over a short array', async () => {
    for (const [age, event, middle] of [
      ['2.1.2', '[1,76,1,0,1,0]', 3],
      ['2.3.1', '[1,76,1,0,4,0]', 4],
    ] as const) {
      const { machine, server, signIn, socket } = await start(age)
      await signIn()
      const page = socket('/api/ws')
      await opened(page)
      page.send(event)
      page.send(`[2,1,${middle},0,0]`)
      await expect.poll(() => machine.inputs.some(input => input.kind === 'button')).toBe(true)
      expect(server.hid.reports[0]?.bytes).toEqual([5, 0, 76, 0, 0, 0, 0, 0])
      expect(machine.inputs.find(input => input.kind === 'button')).toMatchObject({ button: 'middle' })
      const end = closed(page)
      page.send('[1]')
      expect(await end).toBe(1006)
      expect(server.crashes).toEqual(['index out of range [1]'])
    }
  })

  it('types in layouts, within its limits', async () => {
    const { machine, call, signIn } = await start('2.5.0')
    await signIn()
    expect((await call('/api/hid/paste', { content: 'a\u00e4', langue: 'de' })).code).toBe(0)
    const pressed = () => machine.inputs.flatMap(input => (input.kind === 'key' && input.down ? [input.code] : []))
    expect(pressed()).toEqual(['KeyA', 'Quote'])
    expect((await call('/api/hid/paste', { content: 'x'.repeat(834) })).msg).toBe('content too long')
    expect((await call('/api/hid/paste', { content: '' })).code).toBe(-1)
  })
})

describe('power and media', () => {
  it('answers a press after it ended, and a long one cuts the power', async () => {
    const { machine, call, signIn } = await start('2.3.1')
    await signIn()
    const began = Date.now()
    expect((await call('/api/vm/gpio', { type: 'power', duration: 4200 })).code).toBe(0)
    expect(Date.now() - began).toBeGreaterThan(4100)
    expect(machine.leds.power).toBe(false)
    expect((await call('/api/vm/gpio')).data).toEqual({ pwr: false, hdd: false })
  })

  it('keeps the CD flag until it is unmounted, and knows no lists but null', async () => {
    const { machine, server, call, signIn } = await start('2.5.0')
    await signIn()
    expect((await call('/api/storage/image')).data).toEqual({ files: null })
    server.storage.images.set('/data/a.iso', { sizeBytes: 4096, bootable: true })
    await call('/api/storage/image/mount', { file: '/data/a.iso', cdrom: true })
    expect((await call('/api/storage/cdrom')).data).toEqual({ cdrom: 1 })
    expect(machine.media.map(({ kind }) => kind)).toEqual(['cd'])
    await call('/api/storage/image/mount', { file: '/data/a.iso', cdrom: false })
    expect((await call('/api/storage/cdrom')).data).toEqual({ cdrom: 1 })
    await call('/api/storage/image/mount', { file: '' })
    await call('/api/storage/image/mount', { file: '/data/a.iso', cdrom: false })
    expect((await call('/api/storage/cdrom')).data).toEqual({ cdrom: 0 })
    expect((await call('/api/vm/device/virtual', { device: 'disk' })).data).toEqual({ on: false })
    expect((await call('/api/storage/image/mounted')).msg).toBe('read failed')
    expect((await call('/api/storage/image/delete', { file: '/etc/passwd' })).code).toBe(-2)
  })

  it('takes an upload that is an ISO, by its rules', async () => {
    const { server, ask, signIn } = await start('2.5.0')
    await signIn()
    const iso = Buffer.alloc(0x9000)
    iso.write('CD001', 0x8001)
    const send = async (name: string, content: Buffer, headers = {}) => {
      const form = new FormData()
      form.set('file', new File([content], name))
      const response = await ask('/api/download/file', { method: 'POST', body: form, headers })
      return ((await response.json()) as { msg: string }).msg
    }
    expect(await send('boot.iso', iso)).toBe('success')
    expect(server.storage.list()).toEqual(['/data/boot.iso'])
    expect(await send('boot.img', iso)).toBe('only .iso files allowed')
    expect(await send('my boot.iso', iso)).toBe('invalid filename')
    expect(await send('no.iso', Buffer.alloc(0x9000))).toBe('file is not a valid ISO image')
    expect(await send('boot.iso', iso, { 'x-sha256-sum': '0'.repeat(64) })).toBe('sha256 mismatch')
  })
})

describe('the picture', () => {
  it('sends MJPEG with a head that waits for the first image', async () => {
    const { machine, ask, signIn } = await start('2.3.1', { machine: { start: 'off' } })
    await signIn()
    let arrived = false
    const stream = ask('/api/stream/mjpeg').then(response => {
      arrived = true
      return response
    })
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(arrived).toBe(false)
    machine.wake()
    const response = await stream
    expect(response.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=frame')
    const reader = response.body?.getReader()
    const text = Buffer.from((await reader?.read())?.value ?? []).toString('latin1')
    expect(text).toMatch(/^--frame\r\nContent-Type: image\/jpeg\r\nContent-Length: \d+\r\n\r\n\xff\xd8/)
    await reader?.cancel()
  })

  it.skipIf(!hasFfmpeg())(
    'stops H.264 at its window, goes on with acknowledgements, closes on long messages',
    async () => {
      const { signIn, socket } = await start('2.5.0', { machine: { desktop: { moving: true } } })
      await signIn()
      const viewer = socket('/api/stream/h264/direct?flow=3')
      const frames = () => viewer.heard.filter(data => Buffer.isBuffer(data))
      await expect.poll(() => frames().length, { timeout: 5000 }).toBe(3)
      expect(frames()[0]?.[0]).toBe(1)
      await new Promise(resolve => setTimeout(resolve, 400))
      expect(frames().length).toBe(3)
      const last = frames().at(-1)
      viewer.send(Buffer.concat([Buffer.from([2]), Buffer.from(last ?? []).subarray(1, 9)]))
      await expect.poll(() => frames().length, { timeout: 5000 }).toBeGreaterThan(3)
      expect(frames()[3]?.[0]).toBe(1)
      const end = closed(viewer)
      viewer.send(Buffer.alloc(65))
      await end
    },
  )

  it.skipIf(!hasFfmpeg())('sends JSON frames in 2.2.9 and closes on whatever comes', async () => {
    const { signIn, socket } = await start('2.2.9')
    await signIn()
    const viewer = socket('/api/stream/h264/direct')
    await expect.poll(() => viewer.heard.length, { timeout: 5000 }).toBeGreaterThan(0)
    expect(JSON.parse(String(viewer.heard[0]))).toMatchObject({ isKeyFrame: true, timestamp: expect.any(Number) })
    const end = closed(viewer)
    viewer.send(Buffer.from([3]))
    await end
  })

  it('tells by events, JSON in JSON, in their order', async () => {
    const { machine, signIn, socket } = await start('multi-user', { machine: { start: 'off' } })
    await signIn()
    const stream = socket('/api/stream/h264')
    await opened(stream)
    await expect.poll(() => stream.heard.length).toBe(1)
    const page = socket('/api/ws')
    const events = () => page.heard.map(text => JSON.parse(String(text)) as { type: string; data: string })
    await expect
      .poll(() => events().map(({ type }) => type))
      .toEqual(['capture-status', 'h264-mode-status', 'hid-led-status'])
    expect(JSON.parse(events()[0]?.data ?? '')).toMatchObject({ ok: false, result: -1, mode: 'h264' })
    expect(JSON.parse(events()[2]?.data ?? '')).toMatchObject({ known: false, updatedAt: '0001-01-01T00:00:00Z' })
    machine.wake()
    await expect.poll(() => JSON.parse(events().at(-1)?.data ?? '{}'), { timeout: 3000 }).toMatchObject({ ok: true })
    socket('/api/stream/h264/direct')
    const modes = () => events().findLast(({ type }) => type === 'h264-mode-status')
    await expect.poll(() => JSON.parse(modes()?.data ?? '{}')).toMatchObject({ direct: 1, webrtc: 1, mixed: true })
  })
})

it('gives a shell: text in, bytes out, a size in binary', async () => {
  const { signIn, socket } = await start('2.5.0')
  await signIn()
  const shell = socket('/api/vm/terminal')
  await opened(shell)
  shell.send(Buffer.from('{"rows":40,"cols":123}'))
  shell.send('stty size\n')
  const said = () => shell.heard.map(String).join('')
  await expect.poll(said, { timeout: 3000 }).toContain('40 123')
  expect(shell.heard.every(data => Buffer.isBuffer(data))).toBe(true)
})

it('takes a size after the shell has ended, and hangs up at the next key', async () => {
  const { signIn, socket } = await start('2.5.0')
  await signIn()
  const shell = socket('/api/vm/terminal')
  await opened(shell)
  shell.send('echo by"e"; exit\n')
  await expect.poll(() => shell.heard.map(String).join(''), { timeout: 3000 }).toContain('bye')
  const ended = new Promise(resolve => shell.once('close', resolve))
  const sizeAndKey = () => {
    shell.send(Buffer.from('{"rows":40,"cols":123}'))
    shell.send('x')
    return shell.readyState
  }
  await expect.poll(sizeAndKey).toBe(WebSocket.CLOSED)
  expect(await ended).toBe(1006)
})
