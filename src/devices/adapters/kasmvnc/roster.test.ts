import { expect, it } from 'vitest'
import type { KasmApi } from './KasmApi'
import { kasmRoster } from './roster'

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
