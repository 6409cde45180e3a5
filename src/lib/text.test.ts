import { describe, expect, it } from 'vitest'
import { nearest } from './text'

const fields = ['host', 'port', 'tlsPin', 'username', 'password', 'passwordFile', 'id']

describe('nearest', () => {
  const cases: readonly [string, string, string | undefined][] = [
    ['a letter too few', 'hst', 'host'],
    ['a letter too many', 'hosst', 'host'],
    ['a wrong letter', 'pord', 'port'],
    ['two letters swapped', 'usrename', 'username'],
    ['another case', 'TLSPIN', 'tlsPin'],
    ['the word itself', 'password', 'password'],
    ['a third of a long word', 'paswrdFil', 'passwordFile'],
    ['a word from somewhere else', 'brightness', undefined],
    ['a short word that shares no letter with any', 'xy', undefined],
    ['nothing', '', undefined],
  ]
  for (const [what, word, suggestion] of cases) {
    it(`${what}: ${word} → ${suggestion}`, () => {
      expect(nearest(word, fields)).toBe(suggestion)
    })
  }

  it('takes the nearest of several', () => {
    expect(nearest('passwor', ['passport', 'password'])).toBe('password')
    expect(nearest('boot', ['book', 'boot'])).toBe('boot')
  })

  it('suggests nothing where nothing is known', () => {
    expect(nearest('host', [])).toBeUndefined()
  })
})
