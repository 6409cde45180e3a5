import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isAlive } from './commands/lock.mjs'
import { startDemo } from './demo.ts'

const cwd = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-demo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function script(name: string, text: string): string {
  const file = join(folder, `${name}.mts`)
  writeFileSync(file, text)
  return file
}

describe('startDemo', () => {
  test('hands over the configuration, and ends the machines', async () => {
    const pidFile = join(folder, 'pid')
    const file = script(
      'good',
      `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))
process.stdin.resume().on('end', () => process.exit(0))
console.log(JSON.stringify({ devices: [] }))
console.log('more is not read')`,
    )
    const demo = await startDemo({ script: file, cwd })
    expect(demo.config).toEqual({ devices: [] })
    const pid = Number(readFileSync(pidFile, 'utf8'))
    expect(isAlive(pid)).toBe(true)
    demo.close()
    demo.close()
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  test.each([
    ['ends', 'process.exit(3)', /did not start: they ended with code 3/],
    ['speaks', 'console.log("hello"); setInterval(() => {}, 1e6)', /first line is not the expected JSON: hello/],
    ['is silent', 'setInterval(() => {}, 1e6)', /nothing was heard of them for 1 s/],
  ])('says what is wrong with one that %s', async (name, text, message) => {
    const timeoutMs = name === 'is silent' ? 1000 : 20_000
    await expect(startDemo({ script: script(name, text), cwd, timeoutMs })).rejects.toThrow(message)
  })

  test('says that there are none', async () => {
    await expect(startDemo({ script: '/none/main.ts', cwd })).rejects.toThrow(/Write a wheelhouse\.json/)
    expect(existsSync('/none')).toBe(false)
  })

  test('tells when they end by themselves', async () => {
    let ended = false
    const file = script('short', 'console.log(JSON.stringify({ devices: [] })); setTimeout(() => process.exit(0), 200)')
    await startDemo({
      script: file,
      cwd,
      onEnd: () => {
        ended = true
      },
    })
    await expect.poll(() => ended).toBe(true)
  })
})
