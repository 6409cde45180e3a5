import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

/*
 * Lint rules can be switched off by where their configuration stands without anybody noticing: this shows that they fail
 * on what they are there for.
 */

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-lint-'))

const mistakes = `
async function later(): Promise<number> {
  return 1
}
later()
type Kind = 'one' | 'two'
export function count(kind: Kind): number {
  switch (kind) {
    case 'one':
      return 1
  }
  return 0
}
export const anything = (value: any) => value
export default later
`

beforeAll(() => {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }))
  cpSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'))
  writeFileSync(join(folder, 'mistakes.ts'), mistakes)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('lint fails on a floating promise, a missing case, any, and a default export', () => {
  const { stdout, stderr, status } = spawnSync(join(root, 'node_modules/.bin/biome'), ['lint', 'mistakes.ts'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(status).not.toBe(0)
  for (const rule of ['noFloatingPromises', 'useExhaustiveSwitchCases', 'noExplicitAny', 'noDefaultExport']) {
    expect(stdout + stderr).toContain(rule)
  }
})
