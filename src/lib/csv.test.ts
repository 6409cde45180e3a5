import { describe, expect, it } from 'vitest'
import { toCsv } from './csv'

describe('toCsv', () => {
  it('quotes what needs it, ends every line, and leaves numbers alone', () => {
    const rows = [
      ['a', 'plain', -1.5, true],
      ['b', 'say "hi", then\nleave', 0, false],
    ]
    expect(toCsv(['id', 'text', 'value', 'on'], rows)).toBe(
      'id,text,value,on\r\na,plain,-1.5,true\r\nb,"say ""hi"", then\nleave",0,false\r\n',
    )
  })

  it('gives a spreadsheet no formula', () => {
    expect(toCsv(['x'], [['=1+1'], ['-2'], ['@a']])).toBe("x\r\n'=1+1\r\n'-2\r\n'@a\r\n")
  })
})
