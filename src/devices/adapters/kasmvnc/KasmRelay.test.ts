import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { DeviceError } from '../../errors'
import { KasmRelay } from './KasmRelay'
import { KasmRfb } from './KasmRfb'
import type { KasmWire } from './KasmWire'
import { relayMessage, subscribeMessage } from './messages'

let sent: number[][]
let isConnected: boolean
let relay: KasmRelay

beforeEach(() => {
  sent = []
  isConnected = true
  const wire = {
    ask(bytes: Uint8Array) {
      if (isConnected) sent.push([...bytes])
      return isConnected
    },
    act: (bytes: Uint8Array) => void sent.push([...bytes]),
    check() {
      if (!isConnected) throw new DeviceError('not-connected')
    },
  } as unknown as KasmWire
  relay = new KasmRelay(wire)
})

const data = (...bytes: number[]) => new Uint8Array(bytes)

describe('subscribing', () => {
  it('asks once for a name, however many listen', async () => {
    const heard = [vi.fn(), vi.fn()] as const
    const both = Promise.all([relay.subscribe('demo', heard[0]), relay.subscribe('demo', heard[1])])
    expect(sent).toEqual([[...subscribeMessage('demo')]])
    relay.answered(true, 'Ok')
    const [stop] = await both
    relay.received('demo', data(1))
    stop()
    relay.received('demo', data(2))
    expect(heard[0].mock.calls).toEqual([[data(1)]])
    expect(heard[1].mock.calls).toEqual([[data(1)], [data(2)]])
  })

  it('pairs answers, which name nothing, with questions in their order', async () => {
    const first = relay.subscribe('demo', () => {})
    const second = relay.subscribe('nosuch', () => {})
    relay.answered(true, 'Ok')
    relay.answered(false, 'No such unix channel')
    await first
    await expect(second).rejects.toMatchObject({ reason: 'action-refused', detail: 'No such unix channel' })
  })

  it('gives up after five seconds, and does not take the late answer for another’s', async () => {
    vi.useFakeTimers()
    const late = relay.subscribe('late', () => {})
    const given = expect(late).rejects.toMatchObject({ reason: 'action-timeout' })
    await vi.advanceTimersByTimeAsync(5_000)
    await given
    vi.useRealTimers()
    const next = relay.subscribe('nosuch', () => {})
    relay.answered(true, 'Ok') // for `late`
    relay.answered(false, 'No such unix channel')
    await expect(next).rejects.toMatchObject({ reason: 'action-refused' })
  })

  it('refuses names that the server would not answer', async () => {
    for (const name of ['', 'x'.repeat(64), 'ü'.repeat(32)]) {
      await expect(relay.subscribe(name, () => {})).rejects.toMatchObject({ reason: 'not-supported' })
    }
    expect(sent).toEqual([])
  })

  it('subscribes again after a reconnect, to what somebody still listens to', async () => {
    const kept = relay.subscribe('demo', () => {})
    relay.answered(true, 'Ok')
    await kept
    const gone = relay.subscribe('gone', () => {})
    relay.answered(true, 'Ok')
    ;(await gone)()
    relay.ended()
    sent = []
    relay.began()
    expect(sent).toEqual([[...subscribeMessage('demo')]])
  })

  it('rejects what was open when the connection ends', async () => {
    const open = relay.subscribe('demo', () => {})
    relay.ended()
    await expect(open).rejects.toMatchObject({ reason: 'connection-lost' })
    isConnected = false
    await expect(relay.subscribe('demo', () => {})).rejects.toMatchObject({ reason: 'not-connected' })
  })
})

describe('sending', () => {
  it('goes out only where we are subscribed, and at most 64 KiB', async () => {
    await expect(relay.send('demo', data(1))).rejects.toMatchObject({
      reason: 'action-refused',
      detail: 'not subscribed',
    })
    const open = relay.subscribe('demo', () => {})
    relay.answered(true, 'Ok')
    await open
    await relay.send('demo', data(7))
    expect(sent.at(-1)).toEqual([...relayMessage('demo', data(7))])
    await expect(relay.send('demo', new Uint8Array(65_537))).rejects.toMatchObject({ reason: 'not-supported' })
  })
})

describe('whether we may write', () => {
  it('is told by a name that nobody has', async () => {
    const may = relay.mayWrite()
    relay.answered(false, 'No such unix channel')
    expect(await may).toBe(true)
    const mayNot = relay.mayWrite()
    relay.answered(false, 'No permissions')
    expect(await mayNot).toBe(false)
  })
})

describe('the Developer API’s own example', () => {
  /** Cut out of the document: what stands between `rfb.subscribeUnixRelay(` and the line that closes it. */
  const document = readFileSync(new URL('fixtures/developer-api.txt', import.meta.url), 'utf8')
  const example = /^rfb\.subscribeUnixRelay\([\s\S]*?^\}\);$/m.exec(document)?.[0] ?? ''

  it('runs unchanged but for the bytes it leaves to the reader', async () => {
    expect(example).toContain('new Uint8Array([...])')
    const failed = vi.fn()
    const rfb = new KasmRfb(relay, failed)
    const run = new Function('rfb', example.replace('[...]', '[1, 2, 3]'))
    run(rfb)
    expect(sent).toEqual([[...subscribeMessage('relay_name')]])
    relay.answered(true, 'Ok')
    await vi.waitFor(() => {
      relay.received('relay_name', data(9, 8))
      expect(sent.at(-1)).toEqual([...relayMessage('relay_name', data(1, 2, 3))])
    })
    expect(failed).not.toHaveBeenCalled()
  })

  it('tells whoever embeds it what went wrong', async () => {
    const failed = vi.fn()
    new KasmRfb(relay, failed).subscribeUnixRelay('demo', () => {})
    relay.answered(false, 'No permissions')
    await vi.waitFor(() => expect(failed).toHaveBeenCalledWith('demo', expect.any(DeviceError)))
  })
})
