import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isAlive, withLock } from './lock.mjs'

const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const noProcess = 2 ** 22 + 1 // above Linux's largest pid

describe('withLock', () => {
  test('lets one in at a time, and tells the others who it is', async () => {
    const path = join(folder, 'one')
    let inside = 0
    let most = 0
    const waited: number[] = []
    const work = async () => {
      most = Math.max(most, ++inside)
      await new Promise(resolve => setTimeout(resolve, 20))
      inside--
    }
    await Promise.all([1, 2, 3].map(() => withLock(path, work, pid => waited.push(pid))))
    expect(most).toBe(1)
    expect(waited).toEqual([process.pid, process.pid])
    expect(existsSync(path)).toBe(false)
  })

  test('is free again after a failure', async () => {
    const path = join(folder, 'two')
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await withLock(path, () => 'yes')).toBe('yes')
  })

  test('is taken over from the dead', async () => {
    const path = join(folder, 'three')
    writeFileSync(path, String(noProcess))
    expect(await withLock(path, () => 'yes')).toBe('yes')
  })
})

test('isAlive', () => {
  expect(isAlive(process.pid)).toBe(true)
  expect(isAlive(noProcess)).toBe(false)
})
