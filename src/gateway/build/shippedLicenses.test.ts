import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { shippedLicenses } from './shippedLicenses.ts'

let root: string
const put = (name: string, text: string) => {
  const file = join(root, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
const pack = (name: string, more: object, files: Record<string, string>) => {
  put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.2.3', ...more }))
  for (const [file, text] of Object.entries(files)) put(`node_modules/${name}/${file}`, text)
}

async function licenses(): Promise<string> {
  const { page, workers } = shippedLicenses(root)
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    build: { outDir: 'dist', assetsInlineLimit: 0 },
    plugins: [page],
    worker: { format: 'es', plugins: workers },
  })
  return readFileSync(join(root, 'dist/licenses.txt'), 'utf8')
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wheelhouse-licenses-'))
  put('LICENSE', 'OUR OWN')
  put('index.html', '<script type="module" src="/main.js"></script>')
  put('worker.js', "import { w } from 'in-worker'; postMessage(w)")
  pack('tailwindcss', {}, { LICENSE: 'TAILWIND' })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('names what is shipped, wherever it went, and nothing that is not', async () => {
  put(
    'main.js',
    `import { a } from 'in-chunk'; import data from 'in-asset/data.wasm?url'; import { v } from 'vendoring/vendor/part/v.js'
     console.log(a, data, v, new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }))`,
  )
  pack(
    'in-chunk',
    { main: 'a.js', type: 'module' },
    { 'a.js': 'export const a = [document.title]; export { n } from "not-used"', 'LICENCE.md': 'CHUNK' },
  )
  pack(
    'not-used',
    { main: 'n.js', type: 'module', sideEffects: false },
    { 'n.js': 'export const n = [document.title]', LICENSE: 'NOT USED' },
  )
  pack('in-asset', { license: 'MIT', author: 'Ada <ada@example.org>' }, { 'data.wasm': 'wasm' })
  pack(
    'in-worker',
    { main: 'w.js', type: 'module' },
    { 'w.js': 'export const w = [document.title]', COPYING: 'WORKER' },
  )
  pack(
    'vendoring',
    { type: 'module' },
    { 'vendor/part/v.js': 'export const v = [document.title]', 'vendor/part/LICENSE': 'PART', LICENSE: 'WHOLE' },
  )
  const text = await licenses()
  for (const said of [
    'OUR OWN',
    'CHUNK',
    'WORKER',
    'PART',
    'WHOLE',
    'TAILWIND',
    'in-asset 1.2.3',
    'Copyright (c) Ada',
  ]) {
    expect(text).toContain(said)
  }
  expect(text).not.toContain('NOT USED')
})

test('a package without any license cannot be shipped', async () => {
  put('main.js', "import { a } from 'silent'; console.log(a)")
  pack('silent', { main: 'a.js', type: 'module' }, { 'a.js': 'export const a = [document.title]' })
  await expect(licenses()).rejects.toThrow('Shipped without a license: silent 1.2.3')
})
