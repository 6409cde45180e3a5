import { createReadStream, existsSync, statSync } from 'node:fs'
import { extname, join, normalize, sep } from 'node:path'
import type { FastifyReply } from 'fastify'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}

/** Sends a file of the `web` folder, a folder's index.html included; `false` when there is none. */
export function sendWebFile(reply: FastifyReply, folder: string, path: string): boolean {
  const wanted = normalize(join(folder, decodeURIComponent(path)))
  if (wanted !== folder && !wanted.startsWith(folder + sep) && wanted !== `${folder}${sep}`) return false
  const file = existsSync(wanted) && statSync(wanted).isDirectory() ? join(wanted, 'index.html') : wanted
  if (!existsSync(file)) return false
  reply.header('content-type', types[extname(file)] ?? 'application/octet-stream')
  reply.send(createReadStream(file))
  return true
}
