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

describe('the machine’s own words', () => {
  it('follow the sentences wherever those are told, and are cut', () => {
    const { todo } = describeError(new DeviceError('action-refused', { said: 'No such\nunix channel' }))
    expect(todo).toMatch(/\. The machine says: “No such unix channel”$/)
    const long = describeError(new DeviceError('rfb-refused', { said: 'x'.repeat(1_000_000) })).todo
    expect(long.length).toBeLessThan(400)
  })

  it('are not claimed where there are none, nor is a fact of ours taken for them', () => {
    const { todo } = describeError(new DeviceError('action-refused', { detail: '400 Bad Request' }))
    expect(todo).not.toContain('says')
    expect(todo).not.toContain('400')
  })

  it('are never only promised: no sentence sends the reader to Details, which few places have', () => {
    for (const reason of reasons) {
      const { what, cause, todo } = describeError(new DeviceError(reason))
      expect(`${what} ${cause} ${todo}`).not.toMatch(/Details/)
    }
  })
})
