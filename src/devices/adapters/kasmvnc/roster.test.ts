import { expect, it } from 'vitest'
import type { KasmApi } from './KasmApi'
import { kasmRoster, underOwnNames } from './roster'
import { readBottlenecks, readSessions } from './wire'

function sessions(list: string, table: string | Error) {
  const getText = async (call: string) => {
    if (call === 'get_sessions') return list
    if (table instanceof Error) throw table
    return table
  }
  return kasmRoster({ getText } as unknown as KasmApi)
    .capability(true)
    .sessions?.()
}

/** As recorded: get_sessions.two-viewers, get_bottleneck_stats.two-viewers, the second one's address changed. */
const two =
  '{"users": [{"username":"viewer", "connected_since":"2026-11-21 01:54:52"},{"username":"owner", "connected_since":"2026-11-21 01:54:52"}]} '
const table = `{
\t"owner": {
\t\t"127.0.0.1_1795226092.576122::websocket": [ 10.0, 10.0, 10.0, 10.0 ]
\t},
\t"viewer": {
\t\t"2001:db8::7_1795226092.779938::websocket": [ -nan, 10.0, -nan, 10.0 ]
\t}
}
`
const sinceMs = 1_795_226_092_000

it('tells where each session comes from', async () => {
  expect(await sessions(two, table)).toEqual([
    { name: 'viewer', sinceMs, address: '2001:db8::7' },
    { name: 'owner', sinceMs, address: '127.0.0.1' },
  ])
})

it('gives two sessions of one user each its own, by their beginnings', async () => {
  const at = (second: number) => `{"username":"a_b", "connected_since":"2026-11-21 01:54:${second}"}`
  const rows = [52, 12].map(
    second => `"10.0.0.${second}_${1_795_226_040 + second}.5::websocket": [ 1.0, 1.0, 1.0, 1.0 ]`,
  )
  // Names are not written alike in both.
  const both = `{ "a.b": { ${rows.join(', ')} } }`
  const found = await sessions(`{"users": [${at(12)},${at(53)},${at(40)}]} `, both)
  expect(found?.map(({ address }) => address)).toEqual(['10.0.0.12', '10.0.0.52', undefined])
})

it('goes without where the other list is cut short, not there or not to be had', async () => {
  for (const other of ['{ "owner": { "127.0', '', new Error('gone')]) {
    expect(await sessions(two, other)).toEqual([
      { name: 'viewer', sinceMs },
      { name: 'owner', sinceMs },
    ])
  }
})

/** As a real server wrote it: `owner` and `owner2` connected, both under the longer name. */
const merged = `{
\t"owner2": {
\t\t"10.0.0.2_1795226052.5::websocket": [ 9.0, 9.0, 9.0, 9.0 ],
\t\t"10.0.0.1_1795226092.5::websocket": [ 5.0, 5.0, 5.0, 5.0 ]
\t}
}
`
const twoOwners =
  '{"users": [{"username":"owner", "connected_since":"2026-11-21 01:54:52"},{"username":"owner2", "connected_since":"2026-11-21 01:54:12"}]} '

it('finds connections that the server puts under a longer name', async () => {
  expect((await sessions(twoOwners, merged))?.map(({ name, address }) => [name, address])).toEqual([
    ['owner', '10.0.0.1'],
    ['owner2', '10.0.0.2'],
  ])
  const rows = underOwnNames(readBottlenecks(merged, 0), readSessions(twoOwners))
  expect(rows.map(({ user, cpuNow }) => [user, cpuNow])).toEqual([
    ['owner2', 9],
    ['owner', 5],
  ])
})

it('leaves the rows of one user with several connections under that name', () => {
  const both = readSessions(twoOwners.replace('"owner"', '"owner2"'))
  expect(underOwnNames(readBottlenecks(merged, 0), both).map(({ user }) => user)).toEqual(['owner2', 'owner2'])
})
