// `npm test`: sets up what is missing, then types, lint, unit, contract and browser tests. Plain JavaScript, because it
// runs before anything is installed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
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
/**
 * What each red step wrote last, told again at the end, where people and logs that are cut look first.
 * @type {{ name: string, ended: string, lines: string }[]}
 */
const red = []
await step('Types', 'npm', ['run', '--silent', 'types'])
await step('Lint', 'npm', ['run', '--silent', 'lint'])
await suite(
  'Unit, contract and engine tests',
  'vitest',
  ['run', '--reporter=default', '--reporter=json', '--outputFile.json=e2e/.results/unit.json'],
  readVitest,
)
await suite('Journeys', 'playwright', ['test', '-c', 'e2e'], readPlaywright)
await step('Sizes', 'npm', ['run', '--silent', 'size'])

for (const { name, ended, lines } of red) console.log(`\n== ${name} failed (${ended}). It wrote last:\n${lines}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)

/**
 * A step that passes or fails as a whole.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 */
async function step(name, command, args) {
  if (await run(name, command, args)) total.passed++
  else total.failed++
}

/**
 * A step that counts its own tests in a report; one that ends without a report has failed.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {() => { passed: number, failed: number, skipped: number }} read
 */
async function suite(name, command, args, read) {
  const isGreen = await run(name, 'npx', ['--no-install', command, ...args])
  const counts = read()
  total.passed += counts.passed
  total.skipped += counts.skipped
  total.failed += isGreen ? counts.failed : Math.max(1, counts.failed)
}

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 */
async function run(name, command, args) {
  console.log(`\n== ${name}`)
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let last = ''
  const pass = (/** @type {import('node:stream').Readable} */ from, /** @type {NodeJS.WriteStream} */ to) =>
    from.setEncoding('utf8').on('data', text => {
      to.write(text)
      last = (last + text).slice(-12_000)
    })
  pass(child.stdout, process.stdout)
  pass(child.stderr, process.stderr)
  const [code, signal] = await once(child, 'exit')
  // What is still in the pipes; a process left behind would hold them open for good.
  await Promise.race([once(child, 'close'), delay(2_000)])
  if (code !== 0)
    red.push({ name, ended: signal ?? `exit code ${code}`, lines: last.split('\n').slice(-80).join('\n') })
  return code === 0
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
