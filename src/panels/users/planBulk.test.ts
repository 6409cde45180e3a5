import { describe, expect, it } from 'vitest'
import type { Account, UserRules } from '../../devices/capabilities/users'
import { planBulk } from './planBulk'
import type { BulkRow } from './readBulk'

const rules: UserRules = {
  minPasswordBytes: 1,
  maxPasswordBytes: 10,
  checkName: name => (/^[\w-]+$/.test(name) ? 'ok' : 'bad-characters'),
}
const users = { rights: ['read', 'write', 'owner'], rules } as const
const accounts: readonly Account[] = [
  { name: 'ops', rights: ['owner', 'write'], isSelf: true },
  { name: 'amy', rights: ['read'] },
]
const plan = (what: 'write' | 'remove', ...rows: BulkRow[]) =>
  planBulk({ do: what, rows }, { accounts, cutShort: false }, users, () => 'made-up')

describe('planBulk', () => {
  it('creates with a password of its own or a made-up one', () => {
    expect(plan('write', { name: 'bob', rights: { read: true } }, { name: 'cy', password: 'x', rights: {} })).toEqual([
      {
        name: 'bob',
        is: 'change',
        isMadeUp: true,
        change: { do: 'create', name: 'bob', password: 'made-up', rights: ['read'] },
      },
      { name: 'cy', is: 'change', isMadeUp: false, change: { do: 'create', name: 'cy', password: 'x', rights: [] } },
    ])
  })

  it('sends every right of one that exists, also those the line does not name', () => {
    expect(plan('write', { name: 'amy', rights: { write: true } })).toEqual([
      { name: 'amy', is: 'change', before: ['read'], change: { do: 'update', name: 'amy', rights: ['read', 'write'] } },
    ])
    expect(plan('write', { name: 'amy', password: 'new', rights: {} })).toMatchObject([
      { change: { do: 'update', rights: ['read'], password: 'new' } },
    ])
    expect(plan('write', { name: 'amy', rights: { read: true } })).toEqual([{ name: 'amy', is: 'same' }])
  })

  it('removes what is there, and nobody’s own account', () => {
    expect(
      plan('remove', { name: 'amy', rights: {} }, { name: 'no', rights: {} }, { name: 'ops', rights: {} }),
    ).toEqual([
      { name: 'amy', is: 'change', change: { do: 'remove', name: 'amy' } },
      { name: 'no', is: 'problem', why: 'unknown' },
      { name: 'ops', is: 'problem', why: 'self' },
    ])
  })

  it.each<[BulkRow, object]>([
    [{ name: '', rights: {} }, { why: 'noName' }],
    [{ name: 'a:b', rights: {} }, { why: 'badName' }],
    [
      { name: 'amy', rights: {}, notTruth: 'maybe' },
      { why: 'notTruth', value: 'maybe' },
    ],
    [{ name: 'bob', password: 'much too long', rights: {} }, { why: 'password' }],
    [{ name: 'bob', password: '../', rights: {} }, { why: 'password' }],
    [{ name: 'ops', rights: { owner: false } }, { why: 'self' }],
  ])('leaves out %o', (row, problem) => {
    expect(plan('write', row)).toEqual([{ name: row.name, is: 'problem', ...problem }])
  })

  it('leaves one who may manage users, whichever way the others lose it', () => {
    const two: readonly Account[] = [
      { name: 'ops', rights: ['owner'] },
      { name: 'eve', rights: ['owner'] },
      { name: 'me', rights: ['write'], isSelf: true },
    ]
    const of = (accounts: readonly Account[], ...rows: BulkRow[]) =>
      planBulk({ do: 'write', rows }, { accounts, cutShort: false }, users, () => 'made-up').map(row =>
        row.is === 'problem' ? row.why : row.is,
      )
    const demoted = ['ops', 'eve'].map(name => ({ name, rights: { owner: false } }))
    expect(of(two, ...demoted)).toEqual(['lastOwner', 'lastOwner'])
    expect(of(two, ...demoted.slice(0, 1))).toEqual(['change'])
    // Where nobody is known to be us, one of them may be.
    expect(of(two.slice(0, 2), ...demoted.slice(0, 1))).toEqual(['maybeSelf'])
  })

  it('of a list that was cut short, does not take those beyond it for new or unknown', () => {
    const of = (what: 'write' | 'remove') =>
      planBulk({ do: what, rows: [{ name: 'unseen', rights: {} }] }, { accounts, cutShort: true }, users, () => 'x')
    expect(of('write')).toMatchObject([{ is: 'change', isUnseen: true, change: { do: 'create' } }])
    expect(of('remove')).toMatchObject([{ is: 'change', change: { do: 'remove', name: 'unseen' } }])
  })

  it('takes the first of two lines about one account', () => {
    const row = { name: 'bob', password: 'x', rights: {} }
    expect(plan('write', row, row)[1]).toEqual({ name: 'bob', is: 'problem', why: 'twice' })
  })
})
