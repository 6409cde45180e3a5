import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isAlive, withLock } from './lock.mjs'

/** What the page is made of; the gateway itself and tests are not part of it. */
const sources = ['index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json', 'src', 'public']
const ignored = /^src\/gateway\/|\.test\.tsx?$/

export interface BuildContext {
  readonly root: string
  /** Builds the page into `folder`. */
  build(folder: string): Promise<void>
  log(message: string): void
}

/**
 * Folder with the page built from the sources as they are now. Each state of the sources has a folder of its own, so a
 * running console keeps its files when the next one builds; folders that nobody serves are removed.
 */
export async function ensureBuild({ root, build, log }: BuildContext): Promise<string> {
  const builds = join(root, '.cache/builds')
  mkdirSync(builds, { recursive: true })
  const wait = (pid: number) => log(`Waiting for process ${pid}, which builds the page …`)
  return withLock(
    join(root, '.cache/build.lock'),
    async () => {
      const hash = hashSources(root)
      const target = join(builds, hash)
      if (!existsSync(target)) {
        log('Building the page …')
        const fresh = join(builds, `${hash}.new`)
        rmSync(fresh, { recursive: true, force: true }) // of one who died while building
        await build(fresh)
        renameSync(fresh, target)
      }
      claim(builds, hash)
      prune(builds, hash)
      return target
    },
    wait,
  )
}

/** A fingerprint of everything the page is built from. */
export function hashSources(root: string): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(source => filesBelow(join(root, source)))) {
    const name = relative(root, file).replaceAll('\\', '/')
    if (ignored.test(name)) continue
    hash.update(`${name}\0`).update(createHash('sha256').update(readFileSync(file)).digest())
  }
  return hash.digest('hex').slice(0, 16)
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path)
      .sort()
      .flatMap(name => filesBelow(join(path, name)))
  } catch {
    return [path] // a file, not a folder
  }
}

// Who serves a build says so by a file named after its process; only the living count.
function claim(builds: string, hash: string): void {
  const users = join(builds, `${hash}.users`)
  mkdirSync(users, { recursive: true })
  writeFileSync(join(users, String(process.pid)), '')
}

function prune(builds: string, current: string): void {
  for (const name of readdirSync(builds)) {
    const hash = name.replace(/\..*$/, '')
    if (hash === current) continue
    const users = join(builds, `${hash}.users`)
    const inUse = existsSync(users) && readdirSync(users).some(pid => isAlive(Number(pid)))
    if (!inUse) rmSync(join(builds, name), { recursive: true, force: true })
  }
}
