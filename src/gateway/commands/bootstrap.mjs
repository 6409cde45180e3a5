// Plain JavaScript without dependencies: it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.mjs'

/** @type {readonly [number, number]} */
const neededNode = [20, 19]

/**
 * The sentence for somebody whose Node is too old, or `undefined`.
 * @param {string} version such as `v20.19.4`
 */
export function nodeTooOld(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const [neededMajor, neededMinor] = neededNode
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined
  return `Wheelhouse needs Node ${neededMajor}.${neededMinor} or newer, and this is ${version}. Install a newer one (https://nodejs.org) and start again.`
}

/**
 * Why `node_modules` does not fit package-lock.json, or `undefined` when it does.
 * @param {string} root
 */
export function staleModules(root) {
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'))
  if (installed === undefined) return 'node_modules is absent'
  const wanted = packagesOf(join(root, 'package-lock.json')) ?? {}
  for (const [path, { version, optional, devOptional, peer }] of Object.entries(wanted)) {
    // Optional ones are there or not, depending on the platform.
    if (path === '' || optional || devOptional || peer) continue
    const there = installed[path]
    if (there === undefined) return `${path} is not installed`
    if (there.version !== version) return `${path} is ${there.version} instead of ${version}`
  }
  return undefined
}

/**
 * Installs what package-lock.json asks for, when it is not there; several at once wait for the first.
 * @param {string} root
 */
export async function ensureModules(root) {
  if (staleModules(root) === undefined) return
  const wait = (/** @type {number} */ pid) => console.log(`Waiting for process ${pid}, which installs the packages …`)
  await withLock(
    join(root, '.cache/install.lock'),
    () => {
      const why = staleModules(root)
      if (why === undefined) return
      console.log(`Installing packages (npm ci), because ${why} …`)
      const ci = npm(root, 'ci')
      if (ci.status === 0) return
      // A lock file made where the registry has not every platform's binaries lacks those of the others, and `npm ci`
      // then refuses it as a whole (npm/cli#4828). `npm install` keeps to the locked versions as well.
      if (!ci.said.includes('EUSAGE')) throw new Error(`npm ci failed:\n${ci.said}\nIs the network there?`)
      console.log('The lock file does not name every platform: installing with npm install, same versions …')
      const install = npm(root, 'install', '--no-save')
      if (install.status !== 0) throw new Error(`npm install failed:\n${install.said}\nIs the network there?`)
    },
    wait,
  )
}

/**
 * What every command needs before it can run TypeScript: a Node that is new enough, and the packages. Ends the process
 * with a sentence where that cannot be had.
 * @param {string} root
 */
export async function prepare(root) {
  const tooOld = nodeTooOld(process.version)
  if (tooOld !== undefined) {
    console.error(tooOld)
    process.exit(1)
  }
  try {
    await ensureModules(root)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> | undefined}
 */
function packagesOf(file) {
  if (!existsSync(file)) return undefined
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

/**
 * Runs npm and keeps what it says on its error stream.
 * @param {string} root
 * @param {string[]} args
 */
function npm(root, ...args) {
  const { status, stderr, error } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (error !== undefined) throw new Error(`npm could not be started: ${error.message}`)
  return { status, said: stderr }
}
