import { beforeAll, describe, expect, it } from 'vitest'
import { DeviceError, type DeviceReason, deviceReasons } from '../devices/errors'
import { describeError } from '../words/describeError'
import { en } from '../words/en'
import { startWords } from '../words/words'

const reasons = Object.keys(deviceReasons) as DeviceReason[]

beforeAll(() => startWords())

describe('describeError', () => {
  it.each(reasons)('%s says what happened, the likely cause and what to do', reason => {
    const words = describeError(new DeviceError(reason))
    for (const sentence of [words.what, words.cause, words.todo]) {
      expect(sentence).not.toBe('')
      expect(sentence).not.toContain('error.') // a missing key comes back as itself
      expect(sentence).not.toMatch(/[!]|please|sorry|oops/i)
    }
    expect(words.what).not.toMatch(/\.$/)
    expect(words.cause).toMatch(/\.$/)
    expect(words.todo).toMatch(/\.$/)
  })

  it('has no words for reasons that do not exist', () => {
    expect(Object.keys(en.error).sort()).toEqual([...reasons].sort())
  })
})
