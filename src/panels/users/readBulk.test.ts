import { describe, expect, it } from 'vitest'
import { readBulk } from './readBulk'

const rights = ['read', 'write', 'owner'] as const
const read = (text: string) => readBulk(text, rights)

describe('readBulk', () => {
  it('reads CSV with its heading in any order, quoted, and with other separators', () => {
    expect(read('Name,password,Owner,read\r\namy,"a ""b"", c",no,YES\n\nbob,,,').rows).toEqual([
      { name: 'amy', password: 'a "b", c', rights: { read: true, owner: false } },
      { name: 'bob', rights: {} },
    ])
    expect(read('user;write\nzoë;1').rows).toEqual([{ name: 'zoë', rights: { write: true } }])
  })

  it('reads the JSON that the machine’s API takes', () => {
    const text = '[{ "user": "username1", "password": "password123", "write": true, "read": true, "owner": false }]'
    expect(read(text).rows).toEqual([
      { name: 'username1', password: 'password123', rights: { read: true, write: true, owner: false } },
    ])
    expect(read('[{"user":"a"},{"user":"b"}]').rows).toHaveLength(2)
  })

  it('keeps a word that is neither yes nor no', () => {
    expect(read('name,read\namy,maybe').rows).toEqual([{ name: 'amy', rights: {}, notTruth: 'maybe' }])
  })

  it.each([
    ['[{"user":', 'cannotRead'],
    ['[1, 2]', 'cannotRead'],
    ['amy,secret', 'noNameColumn'],
    ['', 'noNameColumn'],
    ['<html>', 'noNameColumn'],
  ])('says why it cannot read %s', (text, problem) => {
    expect(read(text)).toEqual({ problem })
  })
})
