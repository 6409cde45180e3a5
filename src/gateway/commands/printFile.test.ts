import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-print-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `npm run gateway -- <args> > file`, or `>> file`. */
function redirect(flags: 'w' | 'a', before: string, ...args: string[]) {
  const file = join(folder, 'out')
  writeFileSync(file, before)
  const fd = openSync(file, flags)
  // Whoever runs these tests by `npm run --silent` hands that on.
  const { npm_config_loglevel: _quiet, ...env } = process.env
  const { status, stderr } = spawnSync('npm', ['run', ...args], { cwd: root, env, stdio: ['ignore', fd, 'pipe'] })
  closeSync(fd)
  return { status, stderr: stderr.toString(), text: readFileSync(file, 'utf8') }
}

test('npm run gateway -- … > file gives the file and nothing else', { timeout: 30_000 }, () => {
  const { status, text } = redirect('w', '', 'gateway', '--', 'schema')
  expect(status).toBe(0)
  expect(text).toBe(readFileSync(join(root, 'public/wheelhouse.schema.json'), 'utf8'))
})

test('>> leaves what is there, and says what is wrong', { timeout: 30_000 }, () => {
  const { text, stderr } = redirect('a', '# mine\n', 'gateway', '--', 'schema')
  expect(text).toMatch(/^# mine\n\n> wheelhouse@[\s\S]*"title": "wheelhouse\.json"/)
  expect(stderr).toContain('npm run --silent gateway')
  expect(redirect('a', '# mine\n', '--silent', 'gateway', '--', 'schema').text).toMatch(/^# mine\n\{/)
})
