import { lstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, badRequest } from './answers'
import { textIn } from './query'

/** `downloads`: a folder of this computer as the server lists one. `path=..` escapes it, as it does there. */
export function listDownloads(root: string, query: string): Answer {
  const path = textIn(query, 'path') ?? ''
  const folder = join(root, path)
  if (path.includes('../') || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return badRequest
  const users = names('/etc/passwd')
  const groups = names('/etc/group')
  const rows = readdirSync(folder).map(name => row(name, lstatSync(join(folder, name)), users, groups))
  return { status: '200 OK', type: 'text/json', body: `{ "files": [\n${rows.join(',\n')}]}`, unsized: true }
}

function row(name: string, stats: Stats, users: Names, groups: Names): string {
  const fields = {
    filename: name,
    date_modified: seconds(stats.mtimeMs),
    // Not when it was made: when its inode changed.
    date_created: seconds(stats.ctimeMs),
    is_dir: stats.isDirectory(),
    size: stats.isDirectory() ? 0 : stats.size,
    owner: users.get(stats.uid) ?? 'root',
    group: groups.get(stats.gid) ?? 'root',
    perms: (stats.mode & 0o777).toString(8).padStart(3, '0'),
  }
  const parts = Object.entries(fields).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)
  return `{ ${parts.join(', ')} }`
}

type Names = ReadonlyMap<number, string>

function names(file: string): Names {
  const lines = readFileSync(file, 'utf8').split('\n')
  return new Map(lines.map(line => line.split(':')).map(([name = '', , id]) => [Number(id), name]))
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}
