import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { expect, test } from '../fixtures'

/** An upstream that counts whatever reaches it. */
async function upstream(): Promise<{ port: number; seen: string[]; server: Server }> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    response.end('ok')
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (_, request) => seen.push(`WebSocket ${request.url}`))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, seen, server }
}

const families = ['kasmvnc', 'pikvm', 'nanokvm'] as const

test.describe('a page of another origin', () => {
  // The attempts are meant to fail, and Chromium says so in its console.
  test.use({ expectedErrors: [/403|Failed to load resource|WebSocket|CORS|ERR_/] })

  for (const host of ['localhost', '127.0.0.1'] as const) {
    test(`reaches no device from ${host}, by image, form, fetch or WebSocket`, async ({ gateway, page }) => {
      const target = await upstream()
      const stranger = createServer((_, response) =>
        response.setHeader('Content-Type', 'text/html').end('<!doctype html><p>hi'),
      )
      await new Promise<void>(resolve => stranger.listen(0, host, resolve))
      const devices = families.map(family => ({ id: family, family, url: `http://127.0.0.1:${target.port}` }))
      const { url } = await gateway({
        devices: [...devices, { id: 'desk', family: 'vnc', url: `vnc://127.0.0.1:${target.port}` }],
      })
      const strangerUrl = `http://${host}:${(stranger.address() as AddressInfo).port}/`
      await page.goto(strangerUrl)
      const outcomes = await page.evaluate(attack, { url, ids: [...families, 'desk'] })
      expect(outcomes.every(outcome => outcome === 'failed')).toBe(true)
      expect(outcomes).toHaveLength(4 * 3)
      // A form leaves the page: one at a time, last.
      for (const id of families) {
        const action = `${url}devices/${id}/api/form`
        const reply = page.waitForResponse(action)
        await page.evaluate(submitForm, action)
        expect((await reply).status()).toBe(403)
        await page.waitForURL(action)
        await page.goto(strangerUrl)
      }
      expect(target.seen).toEqual([])
      stranger.close()
      target.server.close()
    })
  }
})

test.describe('a hostile device', () => {
  // It answers what nobody passes on, and Chromium says so in its console.
  test.use({
    expectedErrors: [/502|403|Failed to load resource|Content Security Policy|TrustedScriptURL|Refused|WebSocket/],
  })

  const held = { username: 'ops', password: 'x' }

  test('has no other machine do anything, whether it is listed, opened or signed in to', async ({ gateway, page }) => {
    const victim = await upstream()
    const asked: string[] = []
    const evil = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      const to =
        asked.length % 2 ? '../../victim/api/remove_user?name=alice' : '/devices/victim/api/remove_user?name=bob'
      response.writeHead(asked.length % 3 ? 307 : 302, { Location: to }).end()
    })
    await new Promise<void>(resolve => evil.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`
    const running = await gateway({
      devices: [
        { id: 'victim', family: 'kasmvnc', url: `http://127.0.0.1:${victim.port}`, credentials: held },
        { id: 'held', family: 'pikvm', url, credentials: held },
        { id: 'asks', family: 'pikvm', url },
      ],
    })
    await page.goto(running.url)
    await expect(page.getByText('The machine’s answer is not passed on')).toBeVisible()
    for (const id of ['held', 'asks']) {
      const before = asked.length
      await page.goto(`${running.url}?device=${id}`)
      await expect.poll(() => asked.length).toBeGreaterThan(before)
      await expect(page.getByText('The machine’s answer is not passed on')).toBeVisible()
    }
    // Its own glance, and nothing of what the other one wants.
    expect(victim.seen.filter(request => request.includes('remove_user'))).toEqual([])
    await page.close()
    evil.close()
    victim.server.close()
  })

  test('lends the page no script, no worker and no service worker', async ({ gateway, page }) => {
    const asked: string[] = []
    const evil = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.setHeader('Content-Type', 'text/javascript').setHeader('Service-Worker-Allowed', '/')
      response.end('globalThis.ran = true; globalThis.postMessage?.("ran")')
    })
    await new Promise<void>(resolve => evil.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`
    const running = await gateway({ devices: [{ id: 'evil', family: 'pikvm', url }] })
    await page.goto(running.url)
    expect(await page.evaluate(borrow, '/devices/evil/file.js')).toEqual(['refused', 'refused', 'refused', 'refused'])
    expect(asked.filter(path => path.includes('file.js'))).toEqual([])
    await page.close()
    evil.close()
  })
})

/** Runs in our page, as after an injection: script, module, worker, service worker. */
function borrow(file: string): Promise<string[]> {
  const script = new Promise<string>(resolve => {
    const element = document.createElement('script')
    element.onload = () => resolve('ran')
    element.onerror = () => resolve('refused')
    try {
      element.src = file
    } catch {
      resolve('refused')
    }
    document.head.append(element)
  })
  const module = import(file).then(
    () => 'ran',
    () => 'refused',
  )
  const worker = new Promise<string>(resolve => {
    try {
      const started = new Worker(file)
      started.onmessage = () => resolve('ran')
      started.onerror = () => resolve('refused')
    } catch {
      resolve('refused')
    }
  })
  const service = (async () => navigator.serviceWorker.register(file))().then(
    () => 'registered',
    () => 'refused',
  )
  return Promise.all([script, module, worker, service])
}

/** Runs in the stranger's page, and leaves it. */
function submitForm(action: string): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = action
  document.body.append(form)
  form.submit()
}

/** Runs in the stranger's page: each attempt says `failed` or what it got. */
function attack({ url, ids }: { url: string; ids: string[] }): Promise<string[]> {
  const image = (src: string) =>
    new Promise<string>(resolve => {
      const img = new Image()
      img.onload = () => resolve('loaded')
      img.onerror = () => resolve('failed')
      img.src = src
    })
  const socket = (address: string) =>
    new Promise<string>(resolve => {
      const ws = new WebSocket(address)
      ws.onopen = () => resolve('opened')
      ws.onerror = () => resolve('failed')
    })
  const fetched = (address: string) =>
    fetch(address, { credentials: 'include' }).then(
      response => `status ${response.status}`,
      () => 'failed',
    )
  return Promise.all(
    ids.flatMap(id => [
      image(`${url}devices/${id}/api/create_user?name=x&password=y`),
      fetched(`${url}devices/${id}/api/x`),
      socket(`${url.replace('http', 'ws')}devices/${id}/${id === 'desk' ? '~screen' : 'api/ws'}`),
    ]),
  )
}
