import { describe, expect, it } from 'vitest'
import { linesOfActions, linesOfNotices, logAsCsv, toJson } from './exportLog'

const atMs = Date.UTC(2026, 10, 21, 2, 31, 7)
const actions = linesOfActions([
  { id: 1, atMs, deviceId: 'desk', text: 'Power off sent', failed: false, result: 'power lamp went off after 4.2 s' },
  { id: 2, atMs, deviceId: 'desk', text: '=cmd()', failed: true },
])

describe('the exported log', () => {
  it('is a table with a heading, and runs nothing in a spreadsheet', () => {
    expect(logAsCsv(actions)).toBe(
      'time,machine,what,result,failed\r\n' +
        '2026-11-21T02:31:07.000Z,desk,Power off sent,power lamp went off after 4.2 s,false\r\n' +
        "2026-11-21T02:31:07.000Z,desk,'=cmd(),,true\r\n",
    )
  })

  it('quotes what would break the table', () => {
    const lines = linesOfNotices([{ id: 1, atMs, tone: 'bad', text: 'a "b", c', more: 'x\ny', sticky: false }])
    expect(logAsCsv(lines)).toContain('"a ""b"", c","x\ny",true')
  })

  it('is JSON that reads back', () => {
    expect(JSON.parse(toJson(actions))).toEqual(actions)
  })
})
