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
