import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ensureBuild, hashSources } from './ensureBuild.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wheelhouse-build-'))
  mkdirSync(join(root, 'src/gateway'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<title>one</title>')
  writeFileSync(join(root, 'src/main.ts'), 'one')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

let built = 0
const build = async (folder: string) => {
  built++
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.html'), readFileSync(join(root, 'index.html')))
}
const ensure = () => ensureBuild({ root, build, log: () => {} })

describe('ensureBuild', () => {
  test('builds once for the same sources, and again for others', async () => {
    built = 0
    const first = await ensure()
    expect(await ensure()).toBe(first)
    expect(built).toBe(1)
    writeFileSync(join(root, 'index.html'), '<title>two</title>')
    const second = await ensure()
    expect(second).not.toBe(first)
    expect(readFileSync(join(second, 'index.html'), 'utf8')).toContain('two')
    // This process may still serve it.
    expect(existsSync(first)).toBe(true)
  })

  test('removes what nobody serves any more', async () => {
    const first = await ensure()
    rmSync(`${first}.users`, { recursive: true })
    writeFileSync(join(root, 'src/main.ts'), 'two')
    await ensure()
    expect(existsSync(first)).toBe(false)
  })

  test('leaves nothing behind when the build fails, and builds the next time', async () => {
    await expect(
      ensureBuild({ root, build: () => Promise.reject(new Error('broken')), log: () => {} }),
    ).rejects.toThrow('broken')
    expect(existsSync(await ensure())).toBe(true)
  })

  test('the gateway and tests are not part of the page', () => {
    const before = hashSources(root)
    writeFileSync(join(root, 'src/gateway/plugin.ts'), 'x')
    writeFileSync(join(root, 'src/main.test.ts'), 'x')
    expect(hashSources(root)).toBe(before)
    writeFileSync(join(root, 'src/other.ts'), 'x')
    expect(hashSources(root)).not.toBe(before)
  })

  test('several at once build once and get the same', { timeout: 30_000 }, async () => {
    const script = join(root, 'child.mts')
    writeFileSync(
      script,
      `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { ensureBuild } from ${JSON.stringify(new URL('./ensureBuild.ts', import.meta.url).pathname)}
const build = async (folder: string) => {
  appendFileSync(${JSON.stringify(join(root, 'builds.txt'))}, 'x')
  await new Promise(resolve => setTimeout(resolve, 500))
  mkdirSync(folder, { recursive: true })
  writeFileSync(folder + '/index.html', 'done')
}
console.log(await ensureBuild({ root: ${JSON.stringify(root)}, build, log: () => {} }))
`,
    )
    const outputs = await Promise.all([1, 2, 3].map(() => run(script)))
    expect(new Set(outputs).size).toBe(1)
    expect(readFileSync(join(root, 'builds.txt'), 'utf8')).toBe('x')
    expect(readdirSync(join(root, '.cache/builds')).filter(name => !name.includes('.'))).toHaveLength(1)
  })
})

function run(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  return new Promise(resolve => {
    child.on('exit', () => resolve(output.trim()))
  })
}
