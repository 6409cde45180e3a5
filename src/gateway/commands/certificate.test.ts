import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { selfSignedPair } from './certificate.ts'

const root = mkdtempSync(join(tmpdir(), 'wheelhouse-tls-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

test('only its owner reads the key that --https makes, also where an older version left it to all', async () => {
  await selfSignedPair(root, [])
  const [name = ''] = readdirSync(join(root, '.cache/tls'))
  const folder = join(root, '.cache/tls', name)
  const file = join(folder, '_cert.pem')
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('PRIVATE KEY')
  expect([readdirSync(folder), modeOf(folder), modeOf(file)]).toEqual([['_cert.pem'], '700', '600'])
  chmodSync(folder, 0o755)
  chmodSync(file, 0o644)
  expect((await selfSignedPair(root, [])).key).toBe(readFileSync(file, 'utf8'))
  expect([modeOf(folder), modeOf(file)]).toEqual(['700', '600'])
})
