import { describe, expect, it } from 'vitest'
import { keymapNames } from '../../../../server-mock/pikvm/keymaps'
import { layoutCharacters } from './layoutCharacters'
import { untypeableIn } from './untypeableIn'

describe('untypeableIn', () => {
  it.each([
    ['de', 'Grüße, 20 €', []],
    ['de', 'café', ['é']],
    ['fr', 'été à 20 £', []],
    ['en-us', 'naïve “quotes” – and — dashes', ['ï']],
    ['en-gb', '£5', []],
    ['sv', 'blåbär é ø', ['é', 'ø']],
    ['ru', 'пароль Пё№', []],
    ['ru', 'é', ['é']],
    ['ja', '日本', ['日', '本']],
    ['th', 'กขค', []],
    ['of its owner', 'é 日', ['日']],
  ])('names what %s has no key for: %s', (layout, text, missing) => {
    expect(untypeableIn(text, layout)).toEqual(missing)
  })

  it('knows every layout that a stock device brings', () => {
    expect(Object.keys(layoutCharacters)).toEqual([...keymapNames])
  })
})
