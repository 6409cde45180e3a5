import { expect, it } from 'vitest'
import { chosenSource, knownIdentity } from './keptByMachine'

it('remembers a word for each machine and use, and survives storage that refuses or holds nonsense', () => {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => void kept.set(k, v),
  }
  knownIdentity('desk', () => storage).remember('aa-bb')
  knownIdentity('rack', () => storage).remember('cc-dd')
  expect(knownIdentity('desk', () => storage).known()).toBe('aa-bb')
  expect(knownIdentity('other', () => storage).known()).toBeUndefined()
  expect(chosenSource('desk', () => storage).known()).toBeUndefined()
  kept.set('wheelhouse.identities', '{"desk":1,')
  expect(knownIdentity('desk', () => storage).known()).toBeUndefined()
  const refused = knownIdentity('desk', () => {
    throw new DOMException('refused', 'SecurityError')
  })
  refused.remember('x')
  expect(refused.known()).toBeUndefined()
})
