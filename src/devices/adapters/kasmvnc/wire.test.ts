import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  readBottlenecks,
  readDownloads,
  readFrameStats,
  readOwnBottleneck,
  readSessions,
  readSystemStats,
  readUsers,
} from './wire'

/** What a real server answered, as the emulator's own test has it. */
const { calls } = JSON.parse(
  readFileSync(new URL('../../../../server-mock/kasmvnc/fixtures/http.json', import.meta.url), 'utf8'),
) as { calls: readonly { name: string; response: { body?: string } }[] }
const body = (name: string) => calls.find(call => call.name === name)?.response.body ?? ''

describe('bottlenecks', () => {
  it('are read by user and connection', () => {
    const [owner, viewer] = readBottlenecks(body('get_bottleneck_stats.two-viewers'), 5)
    expect(owner).toEqual({
      ...{ atMs: 5, user: 'owner', connection: '127.0.0.1_1795226092.576122::websocket' },
      ...{ cpuNow: 10, cpuAverage: 10, networkNow: 10, networkAverage: 10 },
    })
    expect(viewer?.user).toBe('viewer')
  })

  it('are gaps where the server divided by zero', () => {
    const [blind, , idle] = readBottlenecks(body('get_bottleneck_stats.nan'), 5)
    expect(blind).toEqual({ atMs: 5, user: 'nobody-rights', connection: expect.stringContaining('websocket') })
    expect(idle).toMatchObject({ cpuAverage: 10, networkAverage: 10 })
    expect(idle).not.toHaveProperty('cpuNow')
    expect(readOwnBottleneck('[ -nan, inf, -inf, 9.5 ]', 1)).toEqual({
      atMs: 1,
      connection: 'this',
      networkAverage: 9.5,
    })
  })

  it('leave a user of that name alone', () => {
    expect(readBottlenecks('{ "nan": { "a": [ nan, 1.0, nan, 2.0 ] } }', 1)[0]).toMatchObject({
      user: 'nan',
      cpuAverage: 1,
    })
  })

  it('are none before anybody connected, and with too many', () => {
    expect(readBottlenecks(body('no-viewer.get_bottleneck_stats'), 1)).toEqual([])
    expect(readBottlenecks('', 1)).toEqual([])
  })

  it('cut off at 4 kB are an error, not a guess', () => {
    expect(() => readBottlenecks('{\n\t"owner": {\n\t\t"a": [ 1.0, 2', 1)).toThrow('not JSON')
  })
})

describe('frame stats', () => {
  it('name the stages and the viewers', () => {
    expect(readFrameStats(body('get_frame_stats.all'))).toEqual({
      ...{ widthPx: 1024, heightPx: 768, changedPercent: 17, serverMs: 8 },
      stages: [
        { name: 'Analysis', ms: 4 },
        { name: 'Screenshot', ms: 0 },
        { name: 'Encoding_total', ms: 1 },
        { name: 'TightJPEGEncoder', ms: 0, count: 0, areaPx: 0 },
        { name: 'TightWEBPEncoder', ms: 0, count: 0, areaPx: 0 },
      ],
      clients: [
        { client: '127.0.0.1_1795226092.576122::websocket', ms: 31, pingMs: 1 },
        { client: '127.0.0.1_1795226092.779938::websocket', ms: 31, pingMs: 1 },
      ],
    })
  })

  it('may have no viewers in them', () => {
    expect(readFrameStats(body('get_frame_stats.auto.viewer-silent')).clients).toEqual([])
  })
})

describe('users', () => {
  it('are read with their rights', () => {
    expect(readUsers(body('get_users'))).toEqual({
      cutShort: false,
      accounts: [
        { name: 'owner', rights: ['write', 'owner'] },
        { name: 'viewer', rights: ['read'] },
        { name: 'writer', rights: ['write'] },
        { name: 'nobody-rights', rights: [] },
      ],
    })
  })

  it('of a list that was cut off are those that are whole', () => {
    const { accounts, cutShort } = readUsers(body('get_users.long-names'))
    expect(cutShort).toBe(true)
    expect(accounts.map(({ name }) => name)).toEqual([
      ...['owner', 'viewer', 'writer', 'nobody-rights', 'a-user-name-of-24-letters', 'somebody.else@example.test'],
    ])
  })

  it('of an answer without a single one are an error', () => {
    expect(() => readUsers('[\n    { "user": "own')).toThrow('not JSON')
  })
})

describe('the rest', () => {
  it('sessions are in UTC', () => {
    expect(readSessions(body('get_sessions.two-viewers'))[0]).toEqual({
      name: 'viewer',
      sinceMs: Date.UTC(2026, 10, 21, 1, 54, 52),
    })
    expect(readSessions(body('no-viewer.get_sessions'))).toEqual([])
  })

  it('downloads with odd names, folders and links', () => {
    const files = readDownloads(body('downloads.ok'))
    expect(files.map(({ name }) => name)).toContain('say "hi"\\n.txt')
    expect(files.find(({ name }) => name === 'a_sub_directory')).toMatchObject({ isFolder: true, sizeBytes: 0 })
    expect(files.find(({ name }) => name === 'report.pdf')).toEqual({
      ...{ name: 'report.pdf', isFolder: false, sizeBytes: 2009, changedAtMs: 1727968832000 },
      ...{ owner: 'root', permissions: '644' },
    })
    expect(readDownloads(body('downloads.empty'))).toEqual([])
  })

  it('downloads whose names hold control bytes', () => {
    const row = `{ "filename": "a\u0001b\\f\n", "date_modified": 1, "date_created": 1, "is_dir": false, "size": 1 }`
    expect(readDownloads(`{ "files": [\n${row}]}`)[0]?.name).toBe('a\ufffdb\f')
  })

  it('system stats, empty in the first second', () => {
    expect(readSystemStats(body('system_stats'))).toEqual({
      ...{ cpuPercent: 35.911602209944746, memoryTotalBytes: 25276514304, memoryUsedBytes: 1235496960 },
      warnings: [],
    })
    expect(readSystemStats('')).toEqual({ warnings: [] })
  })
})
