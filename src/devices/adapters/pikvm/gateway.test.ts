import { expect, test } from 'vitest'
import { z } from 'zod'
import { pikvmGateway } from './gateway.ts'

test('takes a VNC address and a line beside the machine', () => {
  const written = { url: 'https://pikvm.lan', vnc: 'vnc://pikvm.lan:5900', terminal: 'telnet://10.0.0.9:23' }
  expect(z.strictObject(pikvmGateway.keys).parse(written)).toEqual(written)
  expect(pikvmGateway.bridges).toEqual({ screen: 'vnc', terminal: 'terminal' })
})

test('lets through, unlimited and unbuffered, what kvmd’s own nginx does', () => {
  expect(pikvmGateway.http?.uploads).toContain('/api/msd/write')
  expect(pikvmGateway.http?.streams).toEqual(
    expect.arrayContaining(['/streamer/', '/api/log', '/api/msd/write_remote']),
  )
  expect(pikvmGateway.held).toEqual({ kind: 'headers', username: 'X-KVMD-User', password: 'X-KVMD-Passwd' })
})
