import { describe, expect, it } from 'vitest'
import { fuzzyScore } from './fuzzy'

/** Those that answer, best first. */
function find(query: string, ...texts: string[]): string[] {
  return texts
    .map(text => [text, fuzzyScore(text, query)] as const)
    .filter(([, score]) => score !== undefined)
    .sort(([, a], [, b]) => (b ?? 0) - (a ?? 0))
    .map(([text]) => text)
}

describe('fuzzyScore', () => {
  it('finds letters in order, whatever their case', () => {
    expect(find('fs', 'Full screen', 'Settings', 'View only')).toEqual(['Full screen'])
    expect(find('CAD', 'Ctrl+Alt+Del', 'Clipboard')).toContain('Ctrl+Alt+Del')
  })

  it('prefers whole words and beginnings', () => {
    expect(find('po', 'Clipboard power', 'Power', 'Type to')[0]).toBe('Power')
    expect(find('set', 'Reset', 'Settings')).toEqual(['Settings', 'Reset'])
  })

  it('takes words in any order, and everything for nothing', () => {
    expect(find('lab rack', 'rack-7 lab', 'rack-8')).toEqual(['rack-7 lab'])
    expect(find('', 'a', 'b')).toEqual(['a', 'b'])
    expect(find('zz', 'a')).toEqual([])
  })
})
