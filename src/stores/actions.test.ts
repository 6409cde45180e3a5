import { beforeEach, describe, expect, it } from 'vitest'
import { actions, recordAction, recordResult } from './actions'

describe('the action log', () => {
  beforeEach(() => actions.setState({ done: [] }))

  it('keeps the newest thousand, in order', () => {
    for (let at = 0; at < 1005; at++) recordAction('desk', `action ${at}`)
    const { done } = actions.getState()
    expect(done).toHaveLength(1000)
    expect(done[0]?.text).toBe('action 5')
    expect(done.at(-1)?.text).toBe('action 1004')
  })

  it('adds what was observed to the action it belongs to', () => {
    const first = recordAction('desk', 'Power off sent')
    recordAction('desk', 'Screenshot saved')
    recordResult(first, 'power lamp went off after 4.2 s')
    recordResult(-1, 'nothing')
    expect(actions.getState().done.map(action => action.result)).toEqual(['power lamp went off after 4.2 s', undefined])
  })
})
