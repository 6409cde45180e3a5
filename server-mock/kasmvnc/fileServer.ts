import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, notFound } from './answers'
import { percentDecoded } from './query'

/** By what a name's ending begins with, so that `.json` is a script; all else is bytes: common/network/websocket.c. */
const types: readonly (readonly [ending: string, type: string])[] = [
  ...([
    ['htm', 'text/html'],
    ['txt', 'text/plain'],
    ['css', 'text/css'],
    ['js', 'application/javascript'],
    ['gif', 'image/gif'],
    ['jpg', 'image/jpeg'],
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['svg', 'image/svg+xml'],
  ] as const),
]

/** A file or a listing of the web root. No caching, no ranges, no fallback. */
export function serveFile(root: string, method: string, target: string): Answer {
  if (method !== 'GET') return notFound
  const path = percentDecoded(target.split('?', 1)[0] ?? '')
  const name = path === '/' ? '/index.html' : path
  const file = join(root, name)
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return notFound
  if (!found.isDirectory()) return { status: '200 OK', type: typeOf(name), body: readFileSync(file) }
  if (!name.endsWith('/')) {
    return { status: '301 Moved Permanently', location: `${name}/`, type: 'text/plain', body: '', unsized: true }
  }
  const items = readdirSync(file).map(entry => `<li><a href="${entry}">${entry}</a></li>`)
  const body = `<html><title>Directory Listing</title><body><h2>${name}</h2><hr><ul>${items.join('')}</ul></body></html>`
  return { status: '200 OK', type: 'text/html', body, unsized: true }
}

function typeOf(name: string): string {
  const ending = /\.([^./]*)$/.exec(name)?.[1] ?? ''
  return types.find(([start]) => ending.startsWith(start))?.[1] ?? 'application/octet-stream'
}
