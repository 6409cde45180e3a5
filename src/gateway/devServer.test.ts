import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeConfig } from './config/readConfig.ts'
import { onlyThePage } from './devGateway.ts'
import { wheelhouseGateway } from './plugin.ts'
import { ask, dial } from './testing/ask.ts'
import { freePort } from './testing/daemons.ts'
import { Upstream } from './testing/Upstream.ts'

describe('npm run dev', () => {
  const root = mkdtempSync(join(tmpdir(), 'wheelhouse-dev-'))
  const secrets = ['wheelhouse.json', 'rack.password', 'rack.key', 'wheelhouse.lab.json', '.env']
  let server: ViteDevServer
  let upstream: Upstream
  let url: string
  let isClosed = false

  beforeAll(async () => {
    writeFileSync(
      join(root, 'index.html'),
      '<html><body><script type="module" src="/src/main.js"></script></body></html>',
    )
    mkdirSync(join(root, 'src'))
    writeFileSync(join(root, 'src/main.js'), 'console.log(1)')
    for (const name of secrets) writeFileSync(join(root, name), '{"secret":"s3cret"}')
    upstream = await new Upstream().listen()
    const port = await freePort()
    const device = { id: 'rack', family: 'pikvm', url: `http://127.0.0.1:${upstream.port}` }
    server = await createServer({
      configFile: false,
      root,
      cacheDir: join(root, '.vite'),
      logLevel: 'silent',
      server: { port, host: '127.0.0.1', strictPort: true },
      plugins: [
        react(),
        onlyThePage(root),
        wheelhouseGateway(async () => ({
          config: decodeConfig({ devices: [device] }),
          adHocByDefault: false,
          log: () => {},
          onClose: () => {
            isClosed = true
          },
        })),
      ],
    })
    await server.listen()
    url = `http://127.0.0.1:${port}/`
  })
  afterAll(async () => {
    await server.close()
    await upstream.close()
    rmSync(root, { recursive: true, force: true })
    expect(isClosed).toBe(true)
  })

  test('lets React refresh’s inline script run, by a nonce, and no other', async () => {
    const { headers, body } = await ask(url, '/')
    const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1]
    expect(nonce).toBeDefined()
    const scripts = body.match(/<script[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(1)
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe-inline/)
  })

  test('forwards and guards as npm start does, and unknown paths are no page', async () => {
    expect((await ask(url, '/devices/rack/echo')).status).toBe(200)
    expect((await ask(url, '/nope')).status).toBe(404)
    expect((await ask(url, '/devices/none/')).body).toBe('{"error":"unknown-device"}')
    upstream.arrived.length = 0
    expect((await ask(url, '/devices/rack/echo', { headers: { Origin: 'http://evil.example' } })).status).toBe(403)
    expect((await dial(url, '/devices/rack/ws', { origin: 'http://evil.example' })).status).toBe(403)
    expect(upstream.arrived).toEqual([])
    const { socket, status } = await dial(url, '/devices/rack/ws', { origin: new URL(url).origin })
    expect(status).toBe(101)
    socket?.terminate()
  })

  test('serves what the page is made of, and no secret beside it', async () => {
    expect((await ask(url, '/src/main.js')).body).toContain('console.log(1)')
    for (const name of secrets) {
      for (const path of [`/${name}`, `/@fs${root}/${name}`, `/src/../${name}`, `/src/%2e%2e/${name}`]) {
        for (const query of ['', '?raw', '?url', '?import', '?import&raw', '?inline', '?t=1']) {
          const { body } = await ask(url, path + query)
          expect(body, path + query).not.toContain('s3cret')
        }
      }
    }
    expect((await ask(url, '/@fs/etc/passwd')).body).not.toContain('root:')
  })

  test('leaves Vite its hot reload', async () => {
    const token = server.config.webSocketToken
    const { status, socket } = await dial(url, `/?token=${token}`, {
      protocols: ['vite-hmr'],
      origin: new URL(url).origin,
    })
    expect(status).toBe(101)
    socket?.terminate()
  })
})
