import { readFileSync, statSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import type { Call } from './Call'
import { KvmdError } from './KvmdError'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'application/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/**
 * A static page, as PiKVM's nginx gives them: `/` asks for a session and leads to `/login` without one
 * (configs/nginx/kvmd.ctx-server.conf:17-25); what is beside a page is there for everybody.
 */
export function sendPage(call: Call, folder: string | undefined, check: () => void): void {
  if (call.path === '/' && folder === undefined) {
    try {
      check()
    } catch (error) {
      const status = error instanceof KvmdError ? error.status : 500
      if (status === 401 || status === 403) return call.nginx(302, 'Found', { Location: '/login' })
      throw error
    }
  }
  if (folder === undefined) return call.nginx(404, 'Not Found')
  const path = join(folder, normalize(call.path === '/' ? '/index.html' : call.path))
  const isThere = path.startsWith(folder) && statSync(path, { throwIfNoEntry: false })?.isFile()
  if (!isThere) return call.nginx(404, 'Not Found')
  call.send(200, types[extname(path)] ?? 'application/octet-stream', readFileSync(path))
}
