import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type InputCommand, InputPath, type InputSink } from './InputPath'

/** What reaches the machine, in order: events that pass, keys that the path sends, and releases. */
let machine: string[]
let commands: InputCommand[]
let element: HTMLElement
let path: InputPath

beforeEach(() => {
  machine = []
  commands = []
  element = document.createElement('div')
  element.tabIndex = 0
  document.body.append(element)
  for (const type of ['keydown', 'keyup'] as const) {
    element.addEventListener(type, event => machine.push(`${event.code} ${type === 'keydown' ? 'down' : 'up'}`))
  }
  for (const type of ['pointerdown', 'pointermove', 'mousedown', 'wheel', 'touchstart', 'contextmenu']) {
    element.addEventListener(type, () => machine.push(type))
  }
  const sink: InputSink = {
    key: (code, down) => machine.push(`${code} ${down ? 'down' : 'up'}, sent`),
    releaseAll: () => machine.push('released'),
  }
  path = new InputPath(element, sink)
  path.onCommand(command => commands.push(command))
})
afterEach(() => {
  path.dispose()
  element.remove()
  vi.useRealTimers()
})

function key(type: 'keydown' | 'keyup', code: string, repeat = false): KeyboardEvent {
  const event = new KeyboardEvent(type, { code, repeat, bubbles: true, cancelable: true })
  element.dispatchEvent(event)
  return event
}
const down = (code: string) => key('keydown', code)
const up = (code: string) => key('keyup', code)
const tap = (code: string) => {
  down(code)
  up(code)
}
const point = (type: string) => element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }))
/** What reached the machine since the last look. */
const seen = () => machine.splice(0)

describe('where the keys go', () => {
  it('is the machine while its picture has focus', () => {
    expect(path.keys.getState()).toBe('here')
    element.focus()
    expect(path.keys.getState()).toBe('remote')
    element.blur()
    expect(path.keys.getState()).toBe('here')
  })

  it('is still the machine when focus moves about inside', () => {
    const canvas = document.createElement('canvas')
    canvas.tabIndex = -1
    element.append(canvas)
    element.focus()
    canvas.focus()
    expect(path.keys.getState()).toBe('remote')
  })

  it('is the page while anything blocks, and the machine again when the last block goes', () => {
    element.focus()
    path.block('view-only')
    expect(path.keys.getState()).toBe('here')
    path.block('offline')
    path.unblock('view-only')
    expect(path.keys.getState()).toBe('here')
    path.unblock('offline')
    expect(path.keys.getState()).toBe('remote')
  })

  it('does not become the machine by focus while blocked, nor by an unblock without focus', () => {
    path.block('offline')
    element.focus()
    expect(path.keys.getState()).toBe('here')
    element.blur()
    path.unblock('offline')
    expect(path.keys.getState()).toBe('here')
  })
})

describe('keys and pointer', () => {
  it('reach the machine as they are', () => {
    const event = down('KeyA')
    up('KeyA')
    point('pointermove')
    point('mousedown')
    point('wheel')
    expect(seen()).toEqual(['KeyA down', 'KeyA up', 'pointermove', 'mousedown', 'wheel'])
    expect(event.defaultPrevented).toBe(false)
  })

  for (const why of ['view-only', 'scope', 'offline'] as const) {
    it(`stop before it: ${why}`, () => {
      path.block(why)
      seen()
      for (const type of ['pointerdown', 'pointermove', 'mousedown', 'wheel', 'touchstart', 'contextmenu']) point(type)
      tap('KeyA')
      tap('ControlRight')
      tap('KeyF')
      expect(seen()).toEqual([])
      expect(commands).toEqual([])
      path.unblock(why)
      tap('KeyA')
      expect(seen()).toEqual(['KeyA down', 'KeyA up'])
    })
  }

  it('stay the browser’s while blocked: F5 loads, Tab moves on, the page scrolls', () => {
    path.block('view-only')
    expect(down('F5').defaultPrevented).toBe(false)
    expect(point('wheel')).toBe(true)
    expect(point('contextmenu')).toBe(true)
  })

  it('are blocked as long as one reason holds', () => {
    path.block('view-only')
    path.block('scope')
    path.unblock('scope')
    path.unblock('offline')
    expect(path.isBlocked).toBe(true)
    expect([...path.blocks.getState()]).toEqual(['view-only'])
    seen()
    tap('KeyA')
    expect(seen()).toEqual([])
  })

  it('tell who follows only when a block comes or goes', () => {
    const told = vi.fn()
    path.blocks.subscribe(told)
    path.block('scope')
    path.block('scope')
    path.unblock('offline')
    expect(told).toHaveBeenCalledTimes(1)
  })
})

describe('what is held is released', () => {
  const reasons: readonly [string, () => void][] = [
    ['when focus leaves', () => element.blur()],
    ['when the window loses focus', () => void window.dispatchEvent(new Event('blur'))],
    ['when the page goes away', () => void window.dispatchEvent(new Event('pagehide'))],
    ['in view-only', () => path.block('view-only')],
    ['when it ends', () => path.dispose()],
  ]
  for (const [when, happen] of reasons) {
    it(when, () => {
      element.focus()
      down('KeyA')
      happen()
      expect(seen()).toEqual(['KeyA down', 'released'])
      expect(path.keys.getState()).toBe('here')
    })
  }

  it('when the page is hidden, and not when it is shown', () => {
    const hidden = vi.spyOn(document, 'hidden', 'get')
    hidden.mockReturnValue(false)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(seen()).toEqual([])
    hidden.mockReturnValue(true)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(seen()).toEqual(['released'])
    hidden.mockRestore()
  })

  it('once, before the first of several blocks: later it could not be sent', () => {
    path.block('view-only')
    path.block('offline')
    path.unblock('view-only')
    path.block('view-only')
    expect(seen()).toEqual(['released'])
  })

  it('with the leader key that was passed', () => {
    element.focus()
    down('ControlRight')
    down('KeyC')
    element.blur()
    expect(seen()).toEqual(['ControlRight down, sent', 'KeyC down', 'released'])
    up('ControlRight')
    expect(machine).not.toContain('ControlRight up, sent')
  })
})

describe('the release chord', () => {
  const permutations = [
    ['ControlLeft', 'AltLeft', 'ShiftLeft'],
    ['ShiftRight', 'ControlLeft', 'AltRight'],
    ['ControlRight', 'AltLeft', 'ShiftLeft'],
    ['AltLeft', 'ShiftLeft', 'ControlRight'],
  ]
  for (const chord of permutations) {
    for (const first of chord) {
      it(`${chord.join(' ')}, ${first} let go first: leaves`, () => {
        element.focus()
        for (const code of chord) down(code)
        expect(commands).toEqual([])
        up(first)
        expect(commands).toEqual(['leave'])
        expect(document.activeElement).not.toBe(element)
        expect(path.keys.getState()).toBe('here')
        expect(seen()).toContain('released')
        for (const code of chord) up(code)
        expect(commands).toEqual(['leave'])
      })
    }
  }

  it('lets go of a right Ctrl that the machine was given', () => {
    for (const code of ['ControlRight', 'AltLeft', 'ShiftLeft']) down(code)
    up('ControlRight')
    expect(seen()).toEqual([
      ...['ControlRight down, sent', 'AltLeft down', 'ShiftLeft down', 'ControlRight up, sent', 'released'],
    ])
  })

  it('is none with a further key, before or among them', () => {
    for (const codes of [
      ['ControlLeft', 'AltLeft', 'ShiftLeft', 'KeyT'],
      ['KeyT', 'ControlLeft', 'AltLeft', 'ShiftLeft'],
      ['ControlLeft', 'KeyT', 'AltLeft', 'ShiftLeft'],
    ]) {
      for (const code of codes) down(code)
      for (const code of codes) up(code)
    }
    expect(commands).toEqual([])
  })

  it('is none with two of the three', () => {
    for (const code of ['ControlLeft', 'AltLeft', 'ControlRight']) down(code)
    for (const code of ['ControlLeft', 'AltLeft', 'ControlRight']) up(code)
    expect(commands).toEqual([])
  })

  it('still is one while the keys repeat', () => {
    for (const code of ['ControlLeft', 'AltLeft', 'ShiftLeft']) down(code)
    key('keydown', 'ShiftLeft', true)
    up('AltLeft')
    expect(commands).toEqual(['leave'])
  })

  const chord = () => {
    for (const code of ['ControlLeft', 'AltLeft', 'ShiftLeft']) down(code)
    up('ShiftLeft')
  }

  it('works after keys whose release macOS swallowed under Cmd', () => {
    down('MetaLeft')
    down('KeyC')
    up('MetaLeft')
    chord()
    expect(commands).toEqual(['leave'])
  })

  it('works after both Shifts on Windows, which tells of one release only', () => {
    down('ShiftLeft')
    down('ShiftRight')
    up('ShiftLeft')
    chord()
    expect(commands).toEqual(['leave'])
  })

  it('works while Caps Lock is on, which macOS tells as a held key', () => {
    down('CapsLock')
    chord()
    expect(commands).toEqual(['leave'])
  })
})

describe('keys by which a layout is typed', () => {
  const press = (code: string, name: string) => {
    element.dispatchEvent(new KeyboardEvent('keydown', { code, key: name, bubbles: true, cancelable: true }))
  }

  it('are no release chord: AltGr and Shift, as Windows sends them', () => {
    for (const first of ['ShiftLeft', 'AltRight', 'ControlLeft']) {
      press('ShiftLeft', 'Shift')
      press('ControlLeft', 'Control')
      press('AltRight', 'AltGraph')
      up(first)
      for (const code of ['ControlLeft', 'AltRight', 'ShiftLeft']) if (code !== first) up(code)
    }
    expect(commands).toEqual([])
  })

  it('leave the chord with an AltRight that is only Alt, and after an AltGr as well', () => {
    press('AltRight', 'AltGraph')
    up('AltRight')
    for (const [code, name] of Object.entries({ ControlLeft: 'Control', AltRight: 'Alt', ShiftLeft: 'Shift' })) {
      press(code, name)
    }
    up('ShiftLeft')
    expect(commands).toEqual(['leave'])
  })

  it('are no leader: a right Ctrl that the layout has made something else', () => {
    press('ControlRight', 'Compose')
    up('ControlRight')
    press('KeyF', 'f')
    expect(commands).toEqual([])
    expect(seen()).toEqual(['ControlRight down', 'ControlRight up', 'KeyF down'])
  })

  it('are not the key after the leader', () => {
    press('ControlRight', 'Control')
    up('ControlRight')
    press('ControlLeft', 'Control')
    press('AltRight', 'AltGraph')
    up('ControlLeft')
    up('AltRight')
    press('KeyF', 'f')
    expect(commands).toEqual(['toggle-full-screen'])
    expect(seen()).toEqual(['ControlLeft down', 'AltRight down', 'ControlLeft up', 'AltRight up'])
  })
})

describe('the leader key', () => {
  const table: readonly [string, InputCommand][] = [
    ['KeyF', 'toggle-full-screen'],
    ['KeyV', 'toggle-view-only'],
    ['Delete', 'ctrl-alt-del'],
    ['KeyK', 'palette'],
    ['Escape', 'leave'],
  ]
  for (const [code, command] of table) {
    it(`tapped, then ${code}: ${command}, and nothing of it reaches the machine`, () => {
      tap('ControlRight')
      expect(down(code).defaultPrevented).toBe(true)
      expect(commands).toEqual([command])
      if (command !== 'leave') up(code) // its release comes where the focus went
      expect(seen().filter(entry => entry !== 'released')).toEqual([])
    })
  }

  it('keeps no release that belongs to a later press', () => {
    tap('ControlRight')
    down('KeyF') // full screen, and the release never comes
    down('KeyF')
    up('KeyF')
    expect(seen()).toEqual(['KeyF down', 'KeyF up'])
  })

  it('takes one command per tap', () => {
    tap('ControlRight')
    tap('KeyF')
    tap('KeyF')
    expect(commands).toEqual(['toggle-full-screen'])
    expect(seen()).toEqual(['KeyF down', 'KeyF up'])
  })

  it('keeps a command key that is held to itself, and the next press is the machine’s', () => {
    tap('ControlRight')
    down('KeyF')
    for (let i = 0; i < 3; i++) expect(key('keydown', 'KeyF', true).defaultPrevented).toBe(true)
    up('KeyF')
    expect(commands).toEqual(['toggle-full-screen'])
    expect(seen()).toEqual([])
    tap('KeyF')
    expect(seen()).toEqual(['KeyF down', 'KeyF up'])
  })

  it('tapped, then a key that is no command: neither reaches the machine', () => {
    tap('ControlRight')
    tap('KeyQ')
    expect(commands).toEqual([])
    expect(seen()).toEqual([])
  })

  it('tapped twice goes to the machine once, pressed and released', () => {
    tap('ControlRight')
    tap('ControlRight')
    expect(seen()).toEqual(['ControlRight down, sent', 'ControlRight up, sent'])
    tap('KeyF')
    expect(commands).toEqual([])
    expect(seen()).toEqual(['KeyF down', 'KeyF up'])
  })

  it('tapped, then pressed for long, is tapped twice and no third time', () => {
    tap('ControlRight')
    down('ControlRight')
    for (let i = 0; i < 3; i++) key('keydown', 'ControlRight', true)
    up('ControlRight')
    expect(seen()).toEqual(['ControlRight down, sent', 'ControlRight up, sent'])
    tap('KeyF')
    expect(commands).toEqual([])
  })

  it('held with another key goes to the machine around it', () => {
    down('ControlRight')
    expect(seen()).toEqual([])
    down('KeyC')
    up('KeyC')
    up('ControlRight')
    expect(seen()).toEqual(['ControlRight down, sent', 'KeyC down', 'KeyC up', 'ControlRight up, sent'])
  })

  it('held with several keys is pressed once', () => {
    down('ControlRight')
    tap('KeyC')
    tap('KeyV')
    up('ControlRight')
    const leader = seen().filter(entry => entry.startsWith('ControlRight'))
    expect(leader).toEqual(['ControlRight down, sent', 'ControlRight up, sent'])
  })

  it('let go before the other key is let go before it', () => {
    down('ControlRight')
    down('KeyC')
    up('ControlRight')
    up('KeyC')
    expect(seen()).toEqual(['ControlRight down, sent', 'KeyC down', 'ControlRight up, sent', 'KeyC up'])
    tap('KeyF')
    expect(commands).toEqual([])
  })

  it('pressed while another key is down goes to the machine at once, repeats left out', () => {
    down('ShiftLeft')
    down('ControlRight')
    key('keydown', 'ControlRight', true)
    up('ControlRight')
    up('ShiftLeft')
    expect(seen()).toEqual(['ShiftLeft down', 'ControlRight down, sent', 'ControlRight up, sent', 'ShiftLeft up'])
  })

  for (const press of ['pointerdown', 'mousedown']) {
    it(`held while a button is pressed goes to the machine first: ${press}`, () => {
      down('ControlRight')
      point('pointermove')
      point(press)
      up('ControlRight')
      expect(seen()).toEqual(['pointermove', 'ControlRight down, sent', press, 'ControlRight up, sent'])
      tap('KeyF')
      expect(commands).toEqual([])
    })
  }

  it('held for long alone is still a tap', () => {
    down('ControlRight')
    for (let i = 0; i < 5; i++) key('keydown', 'ControlRight', true)
    up('ControlRight')
    tap('KeyK')
    expect(commands).toEqual(['palette'])
    expect(seen()).toEqual([])
  })

  it('is forgotten when no command follows in two seconds', () => {
    vi.useFakeTimers()
    tap('ControlRight')
    vi.advanceTimersByTime(1_999)
    tap('KeyF')
    expect(commands).toEqual(['toggle-full-screen'])
    tap('ControlRight')
    vi.advanceTimersByTime(2_000)
    tap('KeyF')
    expect(commands).toEqual(['toggle-full-screen'])
    expect(seen()).toEqual(['KeyF down', 'KeyF up'])
  })

  it('is forgotten when focus leaves', () => {
    element.focus()
    tap('ControlRight')
    element.blur()
    element.focus()
    seen()
    tap('KeyF')
    expect(commands).toEqual([])
    expect(seen()).toEqual(['KeyF down', 'KeyF up'])
  })

  it('works after keys whose release macOS swallowed under Cmd', () => {
    down('MetaLeft')
    down('KeyC')
    up('MetaLeft')
    tap('ControlRight')
    tap('KeyF')
    expect(commands).toEqual(['toggle-full-screen'])
  })
})

describe('lifetime', () => {
  it('hears nothing after its end, which comes once', () => {
    element.focus()
    path.dispose()
    path.dispose()
    expect(seen()).toEqual(['released'])
    tap('ControlRight')
    tap('KeyF')
    window.dispatchEvent(new Event('blur'))
    element.blur()
    expect(commands).toEqual([])
    expect(seen()).toEqual(['ControlRight down', 'ControlRight up', 'KeyF down', 'KeyF up'])
  })

  it('stops telling who has left', () => {
    const told = vi.fn()
    const leave = path.onCommand(told)
    leave()
    tap('ControlRight')
    tap('KeyF')
    expect(told).not.toHaveBeenCalled()
    expect(commands).toEqual(['toggle-full-screen'])
  })

  it('leaves no timer behind', () => {
    vi.useFakeTimers()
    tap('ControlRight')
    path.dispose()
    expect(vi.getTimerCount()).toBe(0)
  })
})
