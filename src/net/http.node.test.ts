import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod/mini'
import { MalformedError, StatusError, TimeoutError, UnreachableError } from './errors'
import { LongRequestBudget, request, requestJson } from './http'

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A server that answers so; its URL, how many requests came, and when the first did. */
async function serve(answer: Answer): Promise<{ url: string; count(): number; asked: Promise<void> }> {
  let requests = 0
  let firstCame = () => {}
  const asked = new Promise<void>(resolve => {
    firstCame = resolve
  })
  const server = createServer((incoming, response) => {
    requests++
    firstCame()
    let body = ''
    incoming.on('data', part => {
      body += part
    })
    incoming.on('end', () => answer(incoming, response, body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, count: () => requests, asked }
}

const status = (code: number, type: string, body: string): Answer => {
  return (_, response) => void response.writeHead(code, { 'Content-Type': type }).end(body)
}

describe('request', () => {
  it('sends what it is given, once', async () => {
    const { url, count } = await serve(({ method, headers }, response, body) =>
      response.end(JSON.stringify({ method, token: headers['x-token'], body })),
    )
    const response = await request(url, { method: 'POST', headers: { 'X-Token': 't' }, body: 'press' })
    expect(await response.json()).toEqual({ method: 'POST', token: 't', body: 'press' })
    expect(count()).toBe(1)
  })

  it('never takes an answer from a cache', async () => {
    const { url } = await serve(({ headers }, response) => response.end(headers['cache-control']))
    expect(await (await request(url)).text()).toBe('no-cache')
  })

  it('follows a redirect', async () => {
    const { url } = await serve((incoming, response) =>
      incoming.url === '/there' ? response.end('here') : response.writeHead(302, { Location: '/there' }).end(),
    )
    expect(await (await request(url)).text()).toBe('here')
  })

  it('takes any 2xx for an answer', async () => {
    const { url } = await serve((_, response) => response.writeHead(204).end())
    expect((await request(url)).status).toBe(204)
  })

  it('rejects with the status and the text that came with it, and does not ask twice', async () => {
    const { url, count } = await serve(status(503, 'application/json', '{"error":"busy"}'))
    const error: unknown = await request(url).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(StatusError)
    expect(error).toMatchObject({ status: 503, body: '{"error":"busy"}', isHtml: false })
    expect(count()).toBe(1)
  })

  it('keeps 4 kB of the text', async () => {
    const { url } = await serve(status(500, 'text/plain', 'x'.repeat(10_000)))
    await expect(request(url)).rejects.toMatchObject({ body: 'x'.repeat(4_096) })
  })

  it('knows a web page by its head', async () => {
    const { url } = await serve(status(401, 'text/html', '<form>'))
    await expect(request(url)).rejects.toMatchObject({ status: 401, isHtml: true })
  })

  it('rejects with UnreachableError where nothing listens, and keeps the cause', async () => {
    const error: unknown = await request('http://127.0.0.1:9/').catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(UnreachableError)
    expect((error as Error).cause).toBeInstanceOf(TypeError)
  })

  it('rejects with UnreachableError when it is hung up on', async () => {
    const { url } = await serve(({ socket }) => void socket.destroy())
    await expect(request(url)).rejects.toBeInstanceOf(UnreachableError)
  })

  describe('the time given', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
    afterEach(() => void vi.useRealTimers())

    it('runs out with a TimeoutError when no answer has begun', async () => {
      const { url, asked } = await serve(() => {})
      const failed = request(url, { timeoutMs: 500 }).catch((caught: unknown) => caught)
      await asked
      vi.advanceTimersByTime(500)
      const error = await failed
      expect(error).toBeInstanceOf(TimeoutError)
      expect((error as Error).message).toContain('500 ms')
    })

    it('is ten seconds when nothing is said', async () => {
      const { url, asked } = await serve(() => {})
      const failed = request(url).catch((caught: unknown) => caught)
      await asked
      vi.advanceTimersByTime(9_999)
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(1)
      expect(await failed).toBeInstanceOf(TimeoutError)
    })

    it('is no matter any more once an answer has begun', async () => {
      let finish = () => {}
      const { url } = await serve((_, response) => {
        response.writeHead(200).write('slow')
        finish = () => void response.end('ly')
      })
      const response = await request(url)
      expect(vi.getTimerCount()).toBe(0)
      vi.advanceTimersByTime(60_000)
      finish()
      expect(await response.text()).toBe('slowly')
    })

    it('can be without end', async () => {
      const { url, asked } = await serve(() => {})
      const abort = new AbortController()
      const waiting = request(url, { timeoutMs: 0, signal: abort.signal })
      await asked
      expect(vi.getTimerCount()).toBe(0)
      abort.abort()
      await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    })
  })

  it("rejects with the signal's reason, before and while it waits", async () => {
    const { url, count } = await serve(() => {})
    const why = new Error('the panel was closed')
    await expect(request(url, { signal: AbortSignal.abort(why) })).rejects.toBe(why)
    expect(count()).toBe(0)
    const abort = new AbortController()
    const waiting = request(url, { signal: abort.signal })
    await expect.poll(count).toBe(1)
    abort.abort(why)
    await expect(waiting).rejects.toBe(why)
  })

  it("rejects with the signal's reason also while it reads what came with an error", async () => {
    const { url, count } = await serve((_, response) => void response.writeHead(500).write('to be continued'))
    const why = new Error('the panel was closed')
    const abort = new AbortController()
    const waiting = request(url, { signal: abort.signal })
    await expect.poll(count).toBe(1)
    setTimeout(() => abort.abort(why), 30) // the head has long been here
    await expect(waiting).rejects.toBe(why)
  })

  it('can still be broken off after the answer has begun', async () => {
    const { url } = await serve((_, response) => void response.writeHead(200).write('first'))
    const abort = new AbortController()
    const response = await request(url, { signal: abort.signal })
    abort.abort()
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('requestJson', () => {
  const reply = z.object({ ok: z.boolean() })

  it('gives what the decoder gives', async () => {
    const { url } = await serve(status(200, 'application/json', '{"ok":true,"more":1}'))
    expect(await requestJson(url, reply)).toEqual({ ok: true })
  })

  it('reads JSON whatever its type is called', async () => {
    const { url } = await serve(status(200, 'text/plain', '{"ok":true}'))
    expect(await requestJson(url, reply)).toEqual({ ok: true })
  })

  const misfits: readonly [string, string, string, string][] = [
    ['a web page', 'text/html', '<!doctype html>', 'a web page'],
    ['a web page without a type', 'application/octet-stream', '<html>', 'a web page'],
    ['an empty answer', 'application/json', '', 'empty answer'],
    ['no JSON', 'application/json', 'OK', 'not JSON'],
  ]
  for (const [what, type, body, message] of misfits) {
    it(`rejects ${what} as malformed`, async () => {
      const { url } = await serve(status(200, type, body))
      await expect(requestJson(url, reply)).rejects.toThrow(new MalformedError('', message))
    })
  }

  it('rejects another shape with its path', async () => {
    const { url } = await serve(status(200, 'application/json', '{"ok":"yes"}'))
    await expect(requestJson(url, reply)).rejects.toMatchObject({ name: 'MalformedError', path: 'ok' })
  })

  it('rejects with the status before it looks at the shape', async () => {
    const { url } = await serve(status(409, 'application/json', '{"ok":true}'))
    await expect(requestJson(url, reply)).rejects.toMatchObject({ name: 'StatusError', status: 409 })
  })

  it('rejects with UnreachableError when the answer breaks off', async () => {
    const { url } = await serve(({ socket }, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('{"ok":')
      setTimeout(() => socket.destroy(), 20)
    })
    await expect(requestJson(url, reply)).rejects.toBeInstanceOf(UnreachableError)
  })

  it("rejects with the signal's reason while it reads", async () => {
    const { url, count } = await serve((_, response) => void response.writeHead(200).write('{"ok":'))
    const why = new Error('the panel was closed')
    const abort = new AbortController()
    const reading = requestJson(url, reply, { signal: abort.signal })
    await expect.poll(count).toBe(1)
    setTimeout(() => abort.abort(why), 30)
    await expect(reading).rejects.toBe(why)
  })
})

describe('LongRequestBudget', () => {
  /** Who has got a seat so far, in order. */
  function watch(promises: Readonly<Record<string, Promise<unknown>>>): string[] {
    const seated: string[] = []
    for (const [name, promise] of Object.entries(promises)) {
      promise.then(
        () => seated.push(name),
        () => {},
      )
    }
    return seated
  }
  const settle = () => new Promise(resolve => setImmediate(resolve))

  it('gives as many seats as it has, and then none', () => {
    const budget = new LongRequestBudget(2)
    expect(budget.free).toBe(2)
    const first = budget.tryTake()
    expect(budget.tryTake()).toBeTypeOf('function')
    expect(budget.tryTake()).toBeUndefined()
    expect(budget.free).toBe(0)
    first?.()
    expect(budget.free).toBe(1)
    expect(budget.tryTake()).toBeTypeOf('function')
  })

  it('takes each seat back once', () => {
    const budget = new LongRequestBudget(2)
    const first = budget.tryTake()
    budget.tryTake()
    first?.()
    first?.()
    expect(budget.free).toBe(1)
  })

  it('seats those who wait in the order they came', async () => {
    const budget = new LongRequestBudget(1)
    const first = await budget.take()
    const second = budget.take()
    const third = budget.take()
    const seated = watch({ third, second })
    await settle()
    expect(seated).toEqual([])
    first()
    const release = await second
    await settle()
    expect(seated).toEqual(['second'])
    release()
    await third
    expect(budget.free).toBe(0)
  })

  it('lets nobody jump the queue in the moment a seat changes hands', async () => {
    const budget = new LongRequestBudget(1)
    const first = await budget.take()
    const second = budget.take()
    first()
    expect(budget.tryTake()).toBeUndefined()
    await second
  })

  it('lets go of who gives up, and seats the next', async () => {
    const budget = new LongRequestBudget(1)
    const first = await budget.take()
    const abort = new AbortController()
    const impatient = budget.take(abort.signal)
    const patient = budget.take()
    const why = new Error('closed')
    abort.abort(why)
    await expect(impatient).rejects.toBe(why)
    first()
    await patient
    expect(budget.free).toBe(0)
  })

  it('loses no seat to one who gives up just as it is called', async () => {
    const budget = new LongRequestBudget(1)
    const first = await budget.take()
    const abort = new AbortController()
    const impatient = budget.take(abort.signal)
    const patient = budget.take()
    const seated = watch({ patient })
    first()
    abort.abort()
    await impatient.then(
      release => release(),
      () => {},
    )
    await settle()
    expect(seated).toEqual(['patient'])
  })

  it('seats nobody whose signal has aborted before', async () => {
    const budget = new LongRequestBudget(1)
    await expect(budget.take(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
    expect(budget.free).toBe(1)
  })

  it('takes no notice of a signal once seated', async () => {
    const budget = new LongRequestBudget(1)
    const first = await budget.take()
    const abort = new AbortController()
    const second = budget.take(abort.signal)
    first()
    const release = await second
    abort.abort()
    expect(budget.free).toBe(0)
    release()
    expect(budget.free).toBe(1)
  })
})
