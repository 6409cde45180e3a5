import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadNovnc } from './novnc'
import type { RfbEnd, RfbEvents } from './RfbConnection'
import { plainRfb } from './RfbDialect'
import { RfbEngine } from './RfbEngine'
import { latin1, ScriptedSocket } from './testing/ScriptedSocket'

beforeAll(async () => void (await loadNovnc())) // its own time limit is not under test
afterEach(() => void vi.useRealTimers())

async function open() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const socket = new ScriptedSocket()
  const engine = new RfbEngine(plainRfb)
  document.body.append(engine.element)
  const ended = vi.fn<(end: RfbEnd) => void>()
  const stage = vi.fn<RfbEvents['stage']>()
  const credentialsWanted = vi.fn<RfbEvents['credentialsWanted']>()
  const nothing = () => {}
  const openSocket = vi.fn(() => socket.asWebSocket)
  engine.open(
    { openSocket, shared: true, repeaterId: '' },
    {
      ...{ stage, ended, credentialsWanted, identityShown: nothing, online: nothing, named: nothing },
      ...{ clipboard: nothing, bell: nothing, locks: nothing, powerOffered: nothing },
    },
  )
  await vi.waitFor(() => expect(openSocket).toHaveBeenCalled())
  return { engine, socket, ended, stage, credentialsWanted }
}

describe('the time given to a handshake', () => {
  it('tells a socket that never opened from a server that never spoke', async () => {
    const silent = await open()
    vi.advanceTimersByTime(20_000)
    expect(silent.ended.mock.calls).toMatchObject([[{ cause: 'timeout', stage: 'opening' }]])
    expect(silent.socket.readyState).toBe(WebSocket.CLOSED)
    silent.engine.dispose()

    const mute = await open()
    mute.socket.open()
    vi.advanceTimersByTime(20_000)
    expect(mute.ended.mock.calls).toMatchObject([[{ cause: 'timeout', stage: 'version' }]])
    mute.engine.dispose()
  })

  it('does not run while a person is asked, and runs again after the answer', async () => {
    const { engine, socket, ended, credentialsWanted } = await open()
    socket.open()
    socket.dribble([...latin1('RFB 003.008\n'), 1, 2, ...new Array<number>(16).fill(7)])
    expect(credentialsWanted).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(3_600_000)
    expect(ended).not.toHaveBeenCalled()
    credentialsWanted.mock.calls[0]?.[1]({ password: 'x' })
    vi.advanceTimersByTime(20_000)
    expect(ended.mock.calls).toMatchObject([[{ cause: 'timeout' }]])
    engine.dispose()
  })

  it('is told to be at the sign-in before somebody is asked, even where both come at once', async () => {
    const { engine, socket, stage, credentialsWanted } = await open()
    socket.open()
    socket.deliver(latin1('RFB 003.008\n'))
    socket.deliver([1, 22])
    expect(credentialsWanted.mock.calls[0]?.[0]).toEqual(['username', 'password', 'target'])
    const [asked = 0] = credentialsWanted.mock.invocationCallOrder
    expect(stage).toHaveBeenLastCalledWith('authentication')
    expect(stage.mock.invocationCallOrder.at(-1)).toBeLessThan(asked)
    engine.dispose()
  })

  it('is over once the session stands', async () => {
    const { engine, socket, ended, stage } = await open()
    socket.handshake()
    expect(stage.mock.calls.map(([name]) => name)).toEqual(['version', 'security', 'result', 'init'])
    vi.advanceTimersByTime(3_600_000)
    expect(ended).not.toHaveBeenCalled()
    engine.dispose()
    expect(ended.mock.calls).toMatchObject([[{ cause: 'by-us', stage: 'session' }]])
  })
})

describe('a hidden page', () => {
  const hide = (isHidden: boolean) => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(isHidden)
    document.dispatchEvent(new Event('visibilitychange'))
  }
  afterEach(() => void vi.restoreAllMocks())

  it('asks for no more updates after ten seconds, and for the whole picture when it is back', async () => {
    const { engine, socket } = await open()
    socket.handshake()
    await vi.advanceTimersByTimeAsync(100)
    socket.deliver([0, 0, 0, 0]) // an update of nothing: the server may send more
    socket.sent()
    hide(true)
    await vi.advanceTimersByTimeAsync(9_000)
    socket.deliver([0, 0, 0, 0])
    expect(socket.sent()[0]).toBe(3)
    await vi.advanceTimersByTimeAsync(2_000)
    socket.deliver([0, 0, 0, 0])
    expect(socket.sent()).toEqual([])
    hide(false)
    expect(socket.sent()).toEqual([3, 0, 0, 0, 0, 0, 0, 8, 0, 6])
    engine.dispose()
  })

  it('goes on while somebody looks elsewhere for a moment', async () => {
    const { engine, socket } = await open()
    socket.handshake()
    socket.sent()
    hide(true)
    await vi.advanceTimersByTimeAsync(5_000)
    hide(false)
    await vi.advanceTimersByTimeAsync(10_000)
    socket.deliver([0, 0, 0, 0])
    expect(socket.sent()[0]).toBe(3)
    engine.dispose()
  })
})

describe('an end', () => {
  it('is told once, with the first bytes that came', async () => {
    const { engine, socket, ended } = await open()
    socket.open()
    socket.dribble(latin1('SSH-2.0-OpenSSH_9.2\r\n'))
    socket.close(1000)
    engine.disconnect()
    engine.dispose()
    engine.dispose()
    expect(ended).toHaveBeenCalledTimes(1)
    const [end] = ended.mock.calls[0] ?? []
    expect(new TextDecoder().decode(end?.greeting)).toMatch(/^SSH-2\.0-Ope/)
    expect(end).toMatchObject({ cause: 'failed', stage: 'version' })
  })

  it('keeps no more than the beginning of what came', async () => {
    const { engine, socket, ended } = await open()
    socket.open()
    socket.deliver(new Array<number>(1_000).fill(0x41))
    engine.dispose()
    expect(ended.mock.calls[0]?.[0].greeting.length).toBe(64)
  })
})

describe('the view', () => {
  /** A remote screen of 80 x 60, each quarter in a colour, in a box of 40 x 30. */
  async function session() {
    const opened = await open()
    vi.useRealTimers()
    const { engine, socket } = opened
    Object.assign(engine.element.style, { position: 'absolute', width: '40px', height: '30px' })
    socket.handshake(80, 60)
    const quarter = (x: number, y: number, red: number) => [0, x, 0, y, 0, 40, 0, 30, 0, 0, 0, 7, 0x80, red, 0, 0]
    const quarters = [quarter(0, 0, 50), quarter(40, 0, 100), quarter(0, 30, 150), quarter(40, 30, 200)]
    socket.deliver([0, 0, 0, 4, ...quarters.flat()])
    await expect.poll(() => engine.facts.getState().framesPainted).toBeGreaterThan(0)
    return opened
  }
  const canvasOf = (engine: RfbEngine) => engine.element.querySelector('canvas') as HTMLCanvasElement
  const redAt = (engine: RfbEngine, x: number, y: number) => {
    const context = new OffscreenCanvas(80, 60).getContext('2d')
    context?.drawImage(canvasOf(engine), 0, 0)
    return context?.getImageData(x, y, 1, 1).data[0]
  }

  it('is cut off and moved by dragging while input is off; what is captured is the whole', async () => {
    const { engine, socket } = await session()
    engine.setScaling('actual')
    engine.setClip(true, false)
    engine.setViewOnly(true)
    const canvas = canvasOf(engine)
    await expect.poll(() => [canvas.width, canvas.height]).toEqual([40, 30])
    expect(redAt(engine, 5, 5)).toBe(50)
    socket.sent()
    const { left, top } = canvas.getBoundingClientRect()
    const mouse = (type: string, x: number, y: number, buttons: number) =>
      canvas.dispatchEvent(
        new MouseEvent(type, { clientX: left + x, clientY: top + y, buttons, button: 0, bubbles: true }),
      )
    mouse('mousedown', 38, 28, 1)
    mouse('mousemove', 0, 0, 1)
    mouse('mouseup', 0, 0, 0)
    await expect.poll(() => redAt(engine, 30, 20)).toBe(200)
    expect(socket.sent()).toEqual([])
    // With input on, where the operator has chosen that dragging moves the view.
    engine.setViewOnly(false)
    engine.setClip(true, true)
    mouse('mousedown', 0, 0, 1)
    mouse('mousemove', 38, 28, 1)
    mouse('mouseup', 38, 28, 0)
    await expect.poll(() => redAt(engine, 5, 5)).toBe(50)
    const whole = await createImageBitmap(await engine.capture())
    expect([whole.width, whole.height]).toEqual([80, 60])
    engine.setScaling('fit')
    await expect.poll(() => [canvas.width, canvas.style.width]).toEqual([80, '40px'])
    engine.dispose()
  })

  it('is sharp at its own size, smooth where it is shrunk', async () => {
    const { engine } = await session()
    expect(canvasOf(engine).style.imageRendering).toBe('auto')
    engine.setScaling('actual')
    await expect.poll(() => canvasOf(engine).style.imageRendering).toBe('pixelated')
    engine.dispose()
  })

  it('is a stream that can be recorded', async () => {
    const { engine, socket } = await session()
    const stream = engine.stream()
    const recorder = new MediaRecorder(stream)
    let bytes = 0
    recorder.addEventListener('dataavailable', ({ data }) => {
      bytes += data.size
    })
    recorder.start(100)
    for (let i = 0; i < 8; i++) {
      socket.deliver([0, 0, 0, 1, 0, 0, 0, 0, 0, 80, 0, 60, 0, 0, 0, 7, 0x80, i * 30, 9, 9])
      await new Promise(resolve => setTimeout(resolve, 40))
    }
    await expect.poll(() => bytes).toBeGreaterThan(200)
    recorder.stop()
    for (const track of stream.getTracks()) track.stop()
    engine.dispose()
  })
})
