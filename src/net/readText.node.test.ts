import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod/mini'
import { request, requestJson } from './http'
import { mostTextBytes, readBeginning, readText } from './readText'

let server: Server
let base: string
/** Of the answer that has no end. */
let sentBytes = 0
let isGivenUp = false

beforeAll(async () => {
  server = createServer((incoming, response) => {
    if (incoming.url === '/small') return void response.end('žluť')
    if (incoming.url === '/told') return void response.end(`"${'x'.repeat(mostTextBytes)}"`)
    response.writeHead(incoming.url === '/bad' ? 400 : 200)
    response.on('close', () => {
      isGivenUp = true
    })
    const part = 'y'.repeat(256 * 1024)
    const more = () => {
      if (response.destroyed) return
      sentBytes += part.length
      if (response.write(part)) setImmediate(more)
      else response.once('drain', more)
    }
    more()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

it('is the whole text, whichever way its bytes are cut', async () => {
  expect(await readText(await request(`${base}/small`))).toBe('žluť')
})

it.each(['/told', '/endless'])('refuses what is too long (%s), and does not read on', async path => {
  await expect(requestJson(base + path, z.string())).rejects.toMatchObject({ name: 'TooLargeError' })
  await expect.poll(() => isGivenUp || path === '/told').toBe(true)
})

it('takes the beginning of an error that has no end', async () => {
  isGivenUp = false
  await expect(request(`${base}/bad`)).rejects.toMatchObject({ status: 400, body: 'y'.repeat(4096) })
  await expect.poll(() => isGivenUp).toBe(true)
  expect(sentBytes).toBeLessThan(64 * 1024 * 1024)
  expect(await readBeginning(new Response('short'), 100)).toBe('short')
})
