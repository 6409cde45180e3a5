import { expect, it } from 'vitest'
import { codeOfCharacter, softChange } from './softText'

it('reads typing, erasing and word completion off a field', () => {
  expect(softChange('..ab', '..abc')).toEqual({ erased: 0, typed: 'c' })
  expect(softChange('..ab', '..a')).toEqual({ erased: 1, typed: '' })
  expect(softChange('..teh ', '..the ')).toEqual({ erased: 3, typed: 'he ' })
  expect(softChange('..', '..é€\n')).toEqual({ erased: 0, typed: 'é€\n' })
})

it('knows the keys that combinations are made of', () => {
  expect(['c', 'C', '4', ' ', 'é'].map(codeOfCharacter)).toEqual(['KeyC', 'KeyC', 'Digit4', 'Space', undefined])
})
