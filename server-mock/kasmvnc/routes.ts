import { type Answer, done, notFound, notOwner, text } from './answers'
import { listDownloads } from './downloads'
import type { FrameStats } from './FrameStats'
import { serveFile } from './fileServer'
import type { HttpRequest } from './httpRequest'
import type { KasmClipboard } from './KasmClipboard'
import type { KasmUsers } from './KasmUsers'
import type { Screenshot } from './Screenshot'
import type { SessionList } from './SessionList'
import { systemStatsAnswer } from './systemStats'
import { bulkCalls, createUser, listUsers, removeUser, updateUser } from './userCalls'
import { has, type KasmVersion } from './versions'

/** What the calls work on. */
export interface ApiHost {
  readonly users: KasmUsers
  readonly screenshot: Screenshot
  readonly frameStats: FrameStats
  readonly sessions: SessionList
  readonly clipboard: KasmClipboard
  readonly bottleneckTable: string
  readonly options: { readonly version?: KasmVersion; readonly downloads?: string; readonly webRoot?: string }
  sendFullFrame(): void
}

type Outcome = Answer | 'crash' | 'nothing'

interface Call {
  readonly since?: KasmVersion
  run(server: ApiHost, query: string): Outcome | Promise<Outcome>
}

const longestTarget = 1024

const calls: Readonly<Record<string, Call>> = {
  get_screenshot: { run: (server, query) => server.screenshot.answer(query) },
  get_bottleneck_stats: { run: server => text(server.bottleneckTable) },
  get_frame_stats: { run: (server, query) => server.frameStats.answer(query) },
  get_users: { run: server => listUsers(server.users) },
  create_user: { run: (server, query) => createUser(server.users, query) },
  update_user: { run: (server, query) => updateUser(server.users, query) },
  remove_user: { run: (server, query) => removeUser(server.users, query) },
  get_sessions: { since: '1.4', run: server => text(server.sessions.text) },
  send_full_frame: {
    run: server => {
      setImmediate(() => server.sendFullFrame())
      return done
    },
  },
  clear_clipboard: {
    run: server => {
      setImmediate(() => server.clipboard.clear())
      return done
    },
  },
  downloads: { since: '1.3.3', run: (server, query) => listDownloads(server.options.downloads ?? '/nowhere', query) },
  'system/stats': { since: 'master', run: () => systemStatsAnswer() },
}

/** What a request that passed the login gets: an API call for owners, else a file. */
export async function answerRequest(server: ApiHost, request: HttpRequest, isOwner: boolean): Promise<Outcome> {
  const { method, target, raw } = request
  // Anywhere in the request, even in a Referer.
  if (!isOwner && raw.includes('/api/')) return notOwner
  if (target.length > longestTarget || raw.includes('../')) return notFound
  const [path = '', query = ''] = split(target)
  const name = path.startsWith('/api/') ? path.slice('/api/'.length) : ''
  if (method === 'POST' && !target.includes('?')) {
    const bulk = Object.hasOwn(bulkCalls, name) ? bulkCalls[name] : undefined
    if (bulk) return bulk(server.users, request.body)
  }
  const call = Object.hasOwn(calls, name) ? calls[name] : undefined
  if (method === 'GET' && call && has(server.options.version ?? 'master', call.since ?? '1.3.0')) {
    return call.run(server, query)
  }
  const { webRoot } = server.options
  return webRoot === undefined ? 'nothing' : serveFile(webRoot, method, target)
}

function split(target: string): [string, string] {
  const at = target.indexOf('?')
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
}
