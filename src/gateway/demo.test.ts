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
    ['ends', 'process.exit(3)', /did not start: they ended with code 3\.$/],
    [
      'dies',
      'console.error("no room".repeat(9000)); console.error("out of ports"); process.exitCode = 1',
      /code 1\. They said last:\n[\s\S]{3900,4100}out of ports$/,
    ],
    ['speaks', 'console.log("hello"); setInterval(() => {}, 1e6)', /first line is not the expected JSON: hello/],
  ])('says what is wrong with one that %s', async (name, text, message) => {
    await expect(startDemo({ script: script(name, text), cwd })).rejects.toThrow(message)
  })

  test('waits for one that takes its time, and says so', async () => {
    const go = join(folder, 'go')
    const file = script(
      'slow',
      `import { existsSync } from 'node:fs'
process.stdin.resume().on('end', () => process.exit(0))
setInterval(() => existsSync(${JSON.stringify(go)}) && console.log(JSON.stringify({ devices: [] })), 20)`,
    )
    let told = 0
    const starting = startDemo({
      script: file,
      cwd,
      tellEveryMs: 20,
      // More often than the twenty seconds that were the limit once, a second each.
      waiting: () => {
        if (++told === 25) writeFileSync(go, '')
      },
    })
    const demo = await starting
    demo.close()
    expect(told).toBeGreaterThanOrEqual(25)
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
