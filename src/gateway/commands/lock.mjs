// Plain JavaScript without dependencies: start.mjs needs it before anything is installed.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 150

/**
 * Runs `work` while holding the lock file `path`; waits for whoever holds it, and takes it over from the dead.
 * @template T
 * @param {string} path
 * @param {() => T | Promise<T>} work
 * @param {(pid: number) => void} [onWait] called once when somebody else is at it
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true })
  let told = false
  for (;;) {
    if (tryTake(path)) break
    const holder = holderOf(path)
    if (holder !== undefined && !told) {
      told = true
      onWait(holder)
    }
    await sleep(pollMs)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

/**
 * Whether a process of this computer is alive.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** @param {string} path */
function tryTake(path) {
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  writeFileSync(mine, String(process.pid))
  try {
    // A link appears with its content or not at all; an exclusive create would show an empty file for a moment.
    linkSync(mine, path)
    return true
  } catch {
    const holder = holderOf(path)
    if (holder !== undefined && !isAlive(holder)) dropStale(path, holder)
    return false
  } finally {
    rmSync(mine, { force: true })
  }
}

/**
 * Two may find the same dead holder, and the slower one must not remove the faster one's new lock.
 * @param {string} path
 * @param {number} holder
 */
function dropStale(path, holder) {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
    if (holderOf(aside) !== holder) linkSync(aside, path)
  } catch {
    // Somebody was faster; the next round sees what is there now.
  } finally {
    rmSync(aside, { force: true })
  }
}

/** @param {string} path */
function holderOf(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
