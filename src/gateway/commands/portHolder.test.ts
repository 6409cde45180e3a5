import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort } from '../testing/daemons.ts'
import { portHolder } from './portHolder.ts'

test.skipIf(!existsSync('/proc/net/tcp'))('names who listens (needs /proc)', async () => {
  const server = createServer()
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const holder = portHolder((server.address() as AddressInfo).port)
  expect(holder?.pid).toBe(process.pid)
  expect(holder?.command).toContain('node')
  server.close()
})

test('knows nobody where nobody is', async () => {
  expect(portHolder(await freePort())).toBeUndefined()
})
