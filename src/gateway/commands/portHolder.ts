import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Who listens on a TCP port of this computer, as far as /proc tells (Linux, own processes). */
export function portHolder(port: number): { readonly pid: number; readonly command: string } | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table => listeners(table, port)))
  if (sockets.size === 0) return undefined
  for (const pid of numbers('/proc')) {
    const holds = list(`/proc/${pid}/fd`).some(fd => sockets.has(link(`/proc/${pid}/fd/${fd}`)))
    if (holds) return { pid, command: read(`/proc/${pid}/cmdline`).split('\0').join(' ').trim() }
  }
  return undefined
}

// Columns: 1 local address as HEX:PORT, 3 state (0A is LISTEN), 9 inode: man 5 proc
function listeners(table: string, port: number): string[] {
  return read(table)
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(columns => columns[3] === '0A' && Number.parseInt(columns[1]?.split(':')[1] ?? '', 16) === port)
    .map(columns => `socket:[${columns[9]}]`)
}

function numbers(folder: string): number[] {
  return list(folder).map(Number).filter(Number.isInteger)
}

// Processes end while we look, and other people's are closed to us: both read as nothing.
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
