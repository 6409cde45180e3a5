// `npm test`: sets up what is missing, then types, lint, unit, contract and browser tests. Plain JavaScript, because it
// runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepare } from '../src/gateway/commands/bootstrap.mjs'
import { ensureDebianPackages } from '../src/gateway/commands/debian.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = join(root, 'e2e/.results')
const debianPackages = [
  ...['chromium', 'tigervnc-standalone-server', 'tigervnc-tools', 'websockify', 'xterm', 'x11-xserver-utils'],
  ...['xclip', 'x11vnc', 'ffmpeg'],
]

await prepare(root)
const missing = ensureDebianPackages(debianPackages, 'for the tests')
if (missing !== undefined) console.log(`${missing}\nTests that need them are skipped by name.`)
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const total = { passed: 0, failed: 0, skipped: 0 }
step('Types', 'npm', ['run', '--silent', 'types'])
step('Lint', 'npm', ['run', '--silent', 'lint'])
suite(
  'Unit, contract and engine tests',
  'vitest',
  ['run', '--reporter=default', '--reporter=json', '--outputFile.json=e2e/.results/unit.json'],
  readVitest,
)
suite('Journeys', 'playwright', ['test', '-c', 'e2e'], readPlaywright)
step('Sizes', 'npm', ['run', '--silent', 'size'])

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)

/**
 * A step that passes or fails as a whole.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 */
function step(name, command, args) {
  console.log(`\n== ${name}`)
  if (run(command, args)) total.passed++
  else total.failed++
}

/**
 * A step that counts its own tests in a report; one that ends without a report has failed.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {() => { passed: number, failed: number, skipped: number }} read
 */
function suite(name, command, args, read) {
  console.log(`\n== ${name}`)
  const isGreen = run('npx', ['--no-install', command, ...args])
  const counts = read()
  total.passed += counts.passed
  total.skipped += counts.skipped
  total.failed += isGreen ? counts.failed : Math.max(1, counts.failed)
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

/** @param {string} name */
function report(name) {
  const file = join(results, name)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function readVitest() {
  const found = report('unit.json')
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = found ?? {}
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

function readPlaywright() {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report('report.json')?.stats ?? {}
  return { passed: expected, failed: unexpected + flaky, skipped }
}
