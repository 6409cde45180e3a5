// Plain JavaScript without dependencies: it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Installs Debian packages that are missing, where that can be done: on Debian, as root, with apt's archive in reach.
 * Returns the sentence for what is still missing, or `undefined` when all is there.
 * @param {readonly string[]} packages
 * @param {string} what they are for, as in "for the demo machines"
 */
export function ensureDebianPackages(packages, what) {
  if (!existsSync('/etc/debian_version')) {
    return `This is no Debian: ${packages.join(', ')} ${what} have to come from somewhere else.`
  }
  const missing = missingPackages(packages)
  if (missing.length === 0) return undefined
  const command = `apt-get install ${missing.join(' ')}`
  if (process.getuid?.() !== 0) return `Missing ${what}: ${missing.join(', ')}. As root: ${command}`
  console.log(`Installing ${missing.join(', ')} ${what} …`)
  if (!aptGet(['install', '-y', '--no-install-recommends', ...missing])) {
    // A fresh machine has no package lists yet.
    aptGet(['update'])
    aptGet(['install', '-y', '--no-install-recommends', ...missing])
  }
  const left = missingPackages(packages)
  return left.length === 0 ? undefined : `apt-get could not install ${left.join(', ')} ${what}.`
}

/** @param {readonly string[]} packages */
function missingPackages(packages) {
  return packages.filter(name => {
    const { status, stdout } = spawnSync('dpkg-query', ['-s', name], { encoding: 'utf8' })
    return status !== 0 || !stdout.includes('Status: install ok installed')
  })
}

/** @param {readonly string[]} args */
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}
