import { Listeners } from './Listeners'

/** Text files of the machine, in memory; a folder exists while something is in it, or since it was made. */
export class FileSystem {
  private readonly contents = new Map<string, string>()
  private readonly madeFolders = new Set<string>()
  private readonly changes = new Listeners<[string]>()

  constructor(initial: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(initial)) this.contents.set(normalPath(path), text)
  }

  /** Paths that were written or removed. */
  onChange(listener: (path: string) => void): () => void {
    return this.changes.add(listener)
  }

  read(path: string): string | undefined {
    return this.contents.get(normalPath(path))
  }

  write(path: string, text: string): void {
    const normal = normalPath(path)
    this.contents.set(normal, text)
    this.changes.tell(normal)
  }

  /** Whether there was one. */
  remove(path: string): boolean {
    const normal = normalPath(path)
    const was = this.contents.delete(normal) || this.madeFolders.delete(normal)
    if (was) this.changes.tell(normal)
    return was
  }

  makeFolder(path: string): void {
    this.madeFolders.add(normalPath(path))
  }

  isFolder(path: string): boolean {
    const normal = normalPath(path)
    const inside = normal === '/' ? '/' : `${normal}/`
    return normal === '/' || this.madeFolders.has(normal) || this.paths().some(each => each.startsWith(inside))
  }

  /** Names in a folder, folders with a slash at the end, sorted; `undefined` when there is no such folder. */
  list(path: string): string[] | undefined {
    if (!this.isFolder(path)) return undefined
    const normal = normalPath(path)
    const inside = normal === '/' ? '/' : `${normal}/`
    const names = new Set<string>()
    for (const each of this.paths()) {
      if (!each.startsWith(inside)) continue
      const [name = '', ...deeper] = each.slice(inside.length).split('/')
      const folder = deeper.length > 0 || this.madeFolders.has(each)
      if (name !== '') names.add(folder ? `${name}/` : name)
    }
    return [...names].sort()
  }

  private paths(): string[] {
    return [...this.contents.keys(), ...this.madeFolders]
  }
}

/** `path` seen from `folder`, without `.` and `..`. */
export function normalPath(path: string, folder = '/'): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
