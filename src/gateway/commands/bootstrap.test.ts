import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { nodeTooOld, staleModules } from './bootstrap.mjs'

const root = mkdtempSync(join(tmpdir(), 'wheelhouse-modules-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each([
  ['v20.19.0', true],
  ['v20.20.2', true],
  ['v24.0.0', true],
  ['v20.18.3', false],
  ['v18.20.8', false],
])('Node %s', (version, isNewEnough) => {
  expect(nodeTooOld(version) === undefined).toBe(isNewEnough)
  if (!isNewEnough) expect(nodeTooOld(version)).toMatch(/needs Node 20\.19 or newer, and this is v/)
})

describe('staleModules', () => {
  const write = (file: string, packages: object) => {
    mkdirSync(join(root, 'node_modules'), { recursive: true })
    writeFileSync(join(root, file), JSON.stringify({ packages }))
  }
  const wanted = {
    '': { name: 'wheelhouse' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-on-mac': { version: '1.0.0', optional: true },
  }

  test('says what does not fit', () => {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }))
    expect(staleModules(root)).toBe('node_modules is absent')
    write('node_modules/.package-lock.json', {})
    expect(staleModules(root)).toBe('node_modules/a is not installed')
    write('node_modules/.package-lock.json', { 'node_modules/a': { version: '0.9.0' } })
    expect(staleModules(root)).toBe('node_modules/a is 0.9.0 instead of 1.0.0')
    write('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } })
    expect(staleModules(root)).toBeUndefined()
  })
})
