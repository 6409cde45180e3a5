// @vitest-environment happy-dom
import { Keyboard, Scaling } from 'lucide-react'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { startWords } from '../../words/words'
import type { BarItem } from '../console/barItems'
import { commandsOf } from './commands'

const entries = ['desk', 'rack-7'].map(id => ({ id, name: id, family: 'vnc', has: [], base: `devices/${id}/` }))

beforeAll(() => startWords())

describe('commandsOf', () => {
  it('takes menus apart, leaves out what cannot be done, and ends with the machines', () => {
    const press = vi.fn()
    const choose = vi.fn()
    const chosen = vi.fn()
    const items: BarItem[] = [
      {
        ...{ id: 'scaling', group: 'screen', label: 'Scaling: Fit', icon: Scaling, onChosen: chosen },
        menu: [
          {
            kind: 'choice',
            label: 'Picture',
            value: 'fit',
            options: [{ value: 'actual', label: '1:1' }],
            onChoose: choose,
          },
        ],
      },
      {
        ...{ id: 'keyboard', group: 'keys', label: 'Keyboard', icon: Keyboard },
        menu: [
          { kind: 'action', label: 'Alt+Tab', foreign: true, onSelect: press },
          { kind: 'separator', id: 'release' },
          { kind: 'action', label: 'Release all keys', disabled: true, onSelect: press },
        ],
      },
      { id: 'view-only', group: 'keys', label: 'View only', icon: Keyboard, disabled: true },
    ]
    const commands = commandsOf({ items, entries, present: 'desk' })
    expect(commands.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
      'command Picture: 1:1',
      'key Alt+Tab',
      'command Settings',
      'command All machines',
      'machine rack-7',
    ])
    commands[0]?.run()
    expect(choose).toHaveBeenCalledWith('actual')
    expect(chosen).toHaveBeenCalledOnce()
    commands[1]?.run()
    expect(press).toHaveBeenCalledOnce()
    commands.at(-1)?.run()
    expect(location.search).toBe('?device=rack-7')
    history.replaceState(null, '', '/')
  })

  it('offers the log on the list of machines', () => {
    const openLog = vi.fn()
    const commands = commandsOf({ items: [], entries, openLog })
    expect(commands.map(command => command.label)).toEqual(['Log', 'Settings', 'desk', 'rack-7'])
    commands[0]?.run()
    expect(openLog).toHaveBeenCalledOnce()
  })
})
