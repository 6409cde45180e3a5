import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HidInput, type HidInputOptions } from './HidInput'
import { InputPath } from './InputPath'

/** What the machine was told, in order. */
let machine: string[]
let element: HTMLElement
let input: HidInput | undefined
let mode: 'absolute' | 'relative'
let isHeld: boolean

/** 200 x 100, in a box that is larger by 50 on every side: letterbox. */
const picture = { left: 50, top: 50, width: 200, height: 100 }

beforeEach(() => {
  vi.useFakeTimers()
  machine = []
  mode = 'absolute'
  isHeld = true
  element = document.createElement('div')
  element.style.cssText = 'position: fixed; left: 0; top: 0; width: 300px; height: 200px'
  document.body.append(element)
})
afterEach(() => {
  input?.dispose()
  input = undefined
  element.remove()
  vi.useRealTimers()
})

function start(platform: NonNullable<HidInputOptions['platform']> = 'other'): HidInput {
  const percent = (share: number) => Math.round(share * 100)
  input = new HidInput(
    element,
    {
      key: (code, down) => machine.push(`${code} ${down ? 'down' : 'up'}`),
      moveTo: (x, y) => machine.push(`to ${percent(x)},${percent(y)}`),
      moveBy: (dx, dy) => machine.push(`by ${dx},${dy}`),
      button: (button, down) => machine.push(`${button} ${down ? 'down' : 'up'}`),
      wheel: (x, y) => machine.push(`wheel ${x},${y}`),
    },
    {
      picture: () => new DOMRect(picture.left, picture.top, picture.width, picture.height),
      pointer: () => mode,
      isHeld: () => isHeld,
      platform,
    },
  )
  return input
}

function key(type: 'keydown' | 'keyup', code: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent(type, { code, bubbles: true, cancelable: true, ...more })
  element.dispatchEvent(event)
  return event
}
const down = (code: string) => key('keydown', code)
const up = (code: string) => key('keyup', code)

const bits = [1, 4, 2, 8, 16]
let held = 0
/** A pointer event as browsers make them: the first press and the last release by name, all between as moves. */
function pointer(type: string, x: number, y: number, more: PointerEventInit = {}): PointerEvent {
  const event = new PointerEvent(type, {
    ...{ pointerId: 1, button: -1, buttons: held, clientX: picture.left + x, clientY: picture.top + y },
    ...{ bubbles: true, cancelable: true },
    ...more,
  })
  element.dispatchEvent(event)
  return event
}
const move = (x: number, y: number) => pointer('pointermove', x, y)
function press(button: number, x: number, y: number): PointerEvent {
  const type = held === 0 ? 'pointerdown' : 'pointermove'
  held |= bits[button] ?? 0
  return pointer(type, x, y, { button })
}
function letGo(button: number, x: number, y: number): PointerEvent {
  held &= ~(bits[button] ?? 0)
  return pointer(held === 0 ? 'pointerup' : 'pointermove', x, y, { button })
}
beforeEach(() => {
  held = 0
})

const wheel = (deltaX: number, deltaY: number, deltaMode = 0) => {
  const event = new WheelEvent('wheel', { deltaX, deltaY, deltaMode, bubbles: true, cancelable: true })
  element.dispatchEvent(event)
  return event
}
/** What the machine was told since the last look. */
const seen = () => machine.splice(0)
const afterMs = (ms: number) => vi.advanceTimersByTime(ms)

describe('keys', () => {
  it('go by their place on the keyboard, and are the page’s no more', () => {
    start()
    const heard = vi.fn()
    document.body.addEventListener('keydown', heard, { once: true })
    expect(down('KeyQ').defaultPrevented).toBe(true)
    expect(up('KeyQ').defaultPrevented).toBe(true)
    expect(seen()).toEqual(['KeyQ down', 'KeyQ up'])
    expect(heard).not.toHaveBeenCalled()
    document.body.removeEventListener('keydown', heard)
  })

  it('do not repeat: the machine does that by itself', () => {
    start()
    down('KeyA')
    for (let i = 0; i < 5; i++) expect(key('keydown', 'KeyA', { repeat: true }).defaultPrevented).toBe(true)
    up('KeyA')
    expect(seen()).toEqual(['KeyA down', 'KeyA up'])
  })

  it('without a place, or inside a composition, are none', () => {
    start()
    down('')
    down('Unidentified')
    key('keydown', 'KeyA', { isComposing: true })
    up('KeyA')
    expect(seen()).toEqual([])
  })

  it('that were pressed elsewhere are not released here', () => {
    start()
    up('Enter')
    expect(seen()).toEqual([])
  })

  it('pressed anew though held, are released first', () => {
    start()
    down('KeyV')
    down('KeyV')
    up('KeyV')
    expect(seen()).toEqual(['KeyV down', 'KeyV up', 'KeyV down', 'KeyV up'])
  })

  it('that the page sends are held like the operator’s', () => {
    const hid = start()
    hid.key('ControlRight', true)
    hid.releaseAll()
    hid.releaseAll()
    expect(seen()).toEqual(['ControlRight down', 'ControlRight up'])
  })
})

describe('AltGr on Windows, which comes as ControlLeft and AltRight', () => {
  it('is AltRight alone', () => {
    start('windows')
    down('ControlLeft')
    down('AltRight')
    down('KeyQ')
    up('KeyQ')
    up('ControlLeft')
    up('AltRight')
    afterMs(1_000)
    expect(seen()).toEqual(['AltRight down', 'KeyQ down', 'KeyQ up', 'AltRight up'])
  })

  it('leaves a left Ctrl that is meant: with the next key', () => {
    start('windows')
    down('ControlLeft')
    expect(seen()).toEqual([])
    down('KeyC')
    expect(seen()).toEqual(['ControlLeft down', 'KeyC down'])
    up('KeyC')
    up('ControlLeft')
    afterMs(1_000)
    expect(seen()).toEqual(['KeyC up', 'ControlLeft up'])
  })

  it('leaves a left Ctrl that is meant: alone', () => {
    start('windows')
    down('ControlLeft')
    afterMs(49)
    expect(seen()).toEqual([])
    afterMs(1)
    expect(seen()).toEqual(['ControlLeft down'])
    down('AltRight')
    expect(seen()).toEqual(['AltRight down'])
  })

  it('leaves a left Ctrl that is meant: tapped', () => {
    start('windows')
    down('ControlLeft')
    up('ControlLeft')
    expect(seen()).toEqual(['ControlLeft down', 'ControlLeft up'])
  })

  it('leaves a left Ctrl that is meant: pressed as AltGr is let go', () => {
    start('windows')
    down('AltRight')
    down('ControlLeft')
    up('AltRight')
    up('ControlLeft')
    expect(seen()).toEqual(['AltRight down', 'ControlLeft down', 'AltRight up', 'ControlLeft up'])
  })

  it('is forgotten when everything is released', () => {
    const hid = start('windows')
    down('ControlLeft')
    hid.releaseAll()
    afterMs(1_000)
    expect(seen()).toEqual([])
  })

  it('is two keys elsewhere', () => {
    start('other')
    down('ControlLeft')
    down('AltRight')
    expect(seen()).toEqual(['ControlLeft down', 'AltRight down'])
  })
})

describe('releases that platforms keep to themselves', () => {
  it('macOS: of every key under Cmd, when Cmd is let go', () => {
    start('mac')
    down('MetaLeft')
    down('KeyC')
    down('KeyX')
    up('MetaLeft')
    expect(seen()).toEqual(['MetaLeft down', 'KeyC down', 'KeyX down', 'MetaLeft up', 'KeyC up', 'KeyX up'])
  })

  it('macOS: pastes twice under one Cmd', () => {
    start('mac')
    down('MetaLeft')
    down('KeyV')
    down('KeyV')
    up('MetaLeft')
    expect(seen()).toEqual(['MetaLeft down', 'KeyV down', 'KeyV up', 'KeyV down', 'MetaLeft up', 'KeyV up'])
  })

  it('macOS: Caps Lock is a tap each time its lamp changes', () => {
    start('mac')
    down('CapsLock')
    expect(seen()).toEqual(['CapsLock down', 'CapsLock up'])
    up('CapsLock')
    expect(seen()).toEqual(['CapsLock down', 'CapsLock up'])
  })

  it('Windows: of one of two Shifts', () => {
    start('windows')
    down('ShiftLeft')
    down('ShiftRight')
    down('KeyA')
    up('ShiftLeft')
    expect(seen().slice(-2)).toEqual(['ShiftLeft up', 'ShiftRight up'])
  })

  it('elsewhere every key has its own', () => {
    start('other')
    for (const code of ['MetaLeft', 'KeyC', 'ShiftLeft', 'ShiftRight']) down(code)
    seen()
    up('MetaLeft')
    up('ShiftLeft')
    expect(seen()).toEqual(['MetaLeft up', 'ShiftLeft up'])
  })
})

describe('the absolute pointer', () => {
  it('moves in shares of the picture, whatever its size on the page', () => {
    start()
    move(0, 0)
    afterMs(10)
    move(100, 25)
    afterMs(10)
    move(200, 100)
    expect(seen()).toEqual(['to 0,0', 'to 50,25', 'to 100,100'])
  })

  it('moves at most once in 10 ms, and to the newest place', () => {
    start()
    move(20, 10)
    move(40, 20)
    move(60, 30)
    expect(seen()).toEqual(['to 10,10'])
    afterMs(9)
    move(80, 40)
    expect(seen()).toEqual([])
    afterMs(1)
    expect(seen()).toEqual(['to 40,40'])
    move(100, 50)
    expect(seen()).toEqual([])
    afterMs(10)
    expect(seen()).toEqual(['to 50,50'])
    afterMs(1_000)
    expect(seen()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('says nothing beside the picture', () => {
    start()
    move(-1, 50)
    move(201, 50)
    press(0, 100, -1)
    letGo(0, 100, -1)
    expect(seen()).toEqual([])
  })

  it('says nothing while there is no picture', () => {
    picture.width = 0
    start()
    move(0, 0)
    press(0, 0, 0)
    expect(seen()).toEqual([])
    picture.width = 200
  })

  it('stays at the edge in a drag that leaves the picture, and is let go there', () => {
    start()
    press(0, 100, 50)
    afterMs(10)
    move(900, -70)
    afterMs(10)
    letGo(0, 900, -70)
    expect(seen()).toEqual(['to 50,50', 'left down', 'to 100,0', 'left up'])
    afterMs(10)
    move(900, -70)
    expect(seen()).toEqual([])
  })
})

describe('buttons', () => {
  it('follow the move that brought them there, however fresh', () => {
    start()
    move(20, 10)
    move(40, 20)
    press(0, 60, 30)
    move(80, 40)
    letGo(0, 80, 40)
    expect(seen()).toEqual(['to 10,10', 'to 30,30', 'left down', 'to 40,40', 'left up'])
    afterMs(1_000)
    expect(seen()).toEqual([])
  })

  const names = ['left', 'middle', 'right', 'back', 'forward']
  for (const [button, name] of names.entries()) {
    it(`number ${button} is ${name}`, () => {
      start()
      press(button, 0, 0)
      letGo(button, 0, 0)
      expect(seen()).toEqual(['to 0,0', `${name} down`, `${name} up`])
    })
  }

  it('pressed and let go together are each told', () => {
    start()
    press(0, 0, 0)
    press(2, 0, 0)
    letGo(0, 0, 0)
    letGo(2, 0, 0)
    expect(seen().filter(entry => !entry.startsWith('to'))).toEqual(['left down', 'right down', 'left up', 'right up'])
  })

  it('that nobody knows are none', () => {
    start()
    pointer('pointerdown', 0, 0, { button: 5, buttons: 32 })
    pointer('pointerup', 0, 0, { button: 5, buttons: 0 })
    expect(seen()).toEqual([])
  })

  it('pressed elsewhere are not released here', () => {
    start()
    letGo(0, 10, 10)
    expect(seen()).toEqual([])
  })

  it('are let go when the browser takes the pointer away', () => {
    start()
    press(0, 0, 0)
    press(1, 0, 0)
    seen()
    pointer('pointercancel', 0, 0)
    expect(seen()).toEqual(['left up', 'middle up'])
  })

  it('bring the keyboard with them, and no menu of the browser', () => {
    start()
    expect(press(2, 0, 0).defaultPrevented).toBe(true)
    expect(document.activeElement).toBe(element)
    const menu = new MouseEvent('contextmenu', { bubbles: true, cancelable: true })
    element.dispatchEvent(menu)
    expect(menu.defaultPrevented).toBe(true)
  })
})

describe('the relative pointer', () => {
  beforeEach(() => {
    mode = 'relative'
  })
  const by = (movementX: number, movementY: number) => pointer('pointermove', 0, 0, { movementX, movementY })

  it('adds up what comes within 10 ms', () => {
    start()
    by(1, 2)
    by(3, 4)
    by(-1, 0)
    expect(seen()).toEqual(['by 1,2'])
    afterMs(10)
    expect(seen()).toEqual(['by 2,4'])
  })

  it('says nothing of moves that cancel each other out', () => {
    start()
    by(1, 0)
    by(3, 4)
    by(-3, -4)
    afterMs(10)
    expect(seen()).toEqual(['by 1,0'])
  })

  it('presses wherever it is, after the move before', () => {
    start()
    by(1, 0)
    by(5, 5)
    press(0, 9_000, 9_000)
    letGo(0, 9_000, 9_000)
    expect(seen()).toEqual(['by 1,0', 'by 5,5', 'left down', 'left up'])
  })
})

describe('a relative pointer that is not held', () => {
  it('moves, presses and turns nothing on the machine', () => {
    mode = 'relative'
    isHeld = false
    start()
    pointer('pointermove', 0, 0, { movementX: 5, movementY: 5 })
    press(0, 20, 10)
    letGo(0, 20, 10)
    wheel(0, 100)
    afterMs(20)
    expect(seen()).toEqual([])
    expect(document.activeElement).toBe(element)
    isHeld = true
    press(0, 20, 10)
    isHeld = false // Esc, in the middle of a drag
    letGo(0, 20, 10)
    expect(seen()).toEqual(['left down', 'left up'])
  })
})

describe('the wheel', () => {
  const turn = (times: number, ...of: Parameters<typeof wheel>) => {
    for (let i = 0; i < times; i++) wheel(...of)
    return seen()
  }
  const three = ['wheel 0,1', 'wheel 0,1', 'wheel 0,1']

  it.each([
    ['100 px', 100, 0],
    ['120 px', 120, 0],
    ['80 px, at 125 %', 80, 0],
    ['66.7 px, at 150 %', 66.67, 0],
    ['50 px, at 200 %', 50, 0],
    ['3 lines', 3, 1],
    ['1 line', 1, 1],
    ['a page', 1, 2],
  ])('takes one notch for one: %s', (_, delta, mode) => {
    start()
    expect(wheel(0, 0).defaultPrevented).toBe(true)
    expect(turn(3, 0, delta, mode)).toEqual(three)
    expect(turn(1, -delta, 0, mode)).toEqual(['wheel -1,0'])
  })

  it('counts by what the browser says of notches, whatever zoom and acceleration make of them', () => {
    start()
    const notch = (deltaY: number, wheelDeltaY: number) => {
      const event = new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true })
      Object.defineProperty(event, 'wheelDeltaY', { value: wheelDeltaY })
      element.dispatchEvent(event)
    }
    notch(20, -120) // at 500 %
    notch(-33.3, 120)
    notch(300, -360) // three in one event of a busy page
    expect(seen()).toEqual(['wheel 0,1', 'wheel 0,-1', 'wheel 0,3'])
  })

  it('adds up the small steps of a touch pad, and begins anew when it turns round', () => {
    start()
    expect(turn(60, 0, 4)).toEqual([...three, 'wheel 0,1'])
    expect(turn(10, 0, -4)).toEqual([])
    expect(turn(3, 0, -4)).toEqual(['wheel 0,-1'])
  })

  it('takes several notches in one event for several, both ways', () => {
    start()
    expect(turn(1, -200, 300)).toEqual(['wheel -2,3'])
  })
})

describe('release and end', () => {
  it('lets go of every key and button, and of what still waited', () => {
    const hid = start()
    down('ShiftLeft')
    press(0, 20, 10)
    move(40, 20)
    move(60, 30)
    wheel(0, 45)
    seen()
    hid.releaseAll()
    expect(seen()).toEqual(['ShiftLeft up', 'left up'])
    afterMs(1_000)
    wheel(0, 20)
    expect(seen()).toEqual([])
  })

  it('ends once, released, and hears nothing more', () => {
    const hid = start('windows')
    down('KeyA')
    move(0, 0)
    move(20, 10)
    down('ControlLeft')
    seen()
    hid.dispose()
    hid.dispose()
    expect(seen()).toEqual(['KeyA up'])
    down('KeyA')
    press(0, 0, 0)
    wheel(0, 100)
    afterMs(1_000)
    expect(seen()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('behind an InputPath', () => {
  it('hears nothing while blocked, and lets go as the block begins', () => {
    const path = new InputPath(element, start())
    down('KeyA')
    press(0, 20, 10)
    move(40, 20)
    seen()
    path.block('view-only')
    expect(seen()).toEqual(['KeyA up', 'left up'])
    down('KeyB')
    letGo(0, 0, 0)
    press(0, 0, 0)
    wheel(0, 100)
    afterMs(1_000)
    expect(seen()).toEqual([])
    path.unblock('view-only')
    down('KeyB')
    expect(seen()).toEqual(['KeyB down'])
    path.dispose()
  })

  it('gets the leader key before the button it was held for', () => {
    const path = new InputPath(element, start())
    down('ControlRight')
    press(0, 0, 0)
    letGo(0, 0, 0)
    up('ControlRight')
    expect(seen()).toEqual(['ControlRight down', 'to 0,0', 'left down', 'left up', 'ControlRight up'])
    path.dispose()
  })

  it('gets no command, held as long as it may be', () => {
    const path = new InputPath(element, start())
    down('ControlRight')
    up('ControlRight')
    down('KeyF')
    key('keydown', 'KeyF', { repeat: true })
    up('KeyF')
    expect(seen()).toEqual([])
    path.dispose()
  })
})

describe('fingers', () => {
  const place = (x: number, y: number, identifier = 0) =>
    new Touch({ identifier, target: element, clientX: picture.left + x, clientY: picture.top + y })
  const touch = (type: string, ...changedTouches: Touch[]) =>
    element.dispatchEvent(new TouchEvent(type, { changedTouches, bubbles: true, cancelable: true }))
  const drag = (from: readonly [number, number], to: readonly [number, number]) => {
    touch('touchstart', place(...from))
    touch('touchmove', place(...to))
    touch('touchend', place(...to))
    afterMs(100)
    return seen()
  }

  it('click where they tap, the second of two where the first did', () => {
    start()
    touch('touchstart', place(100, 50))
    touch('touchend', place(100, 50))
    expect(seen()).toEqual(['to 50,50', 'left down', 'left up'])
    afterMs(200)
    touch('touchstart', place(104, 50))
    touch('touchend', place(104, 50))
    expect(seen()).toEqual(['to 50,50', 'left down', 'left up'])
  })

  it('make no clicks of their pointer events, and none beside the picture', () => {
    start()
    pointer('pointerdown', 100, 50, { pointerType: 'touch', button: 0, buttons: 1 })
    pointer('pointerup', 100, 50, { pointerType: 'touch', button: 0 })
    touch('touchstart', place(-40, 50))
    touch('touchend', place(-40, 50))
    expect(seen()).toEqual([])
  })

  it('drag with the left button, after a long press with the right one', () => {
    start()
    expect(drag([20, 50], [120, 50])).toEqual(['to 10,50', 'left down', 'to 60,50', 'left up'])
    touch('touchstart', place(20, 50))
    afterMs(1_100)
    touch('touchend', place(20, 50))
    expect(seen()).toEqual(['to 10,50', 'right down', 'right up'])
  })

  it('click right with two, and turn the wheel with two that move', () => {
    start()
    touch('touchstart', place(20, 50), place(80, 50, 1))
    touch('touchend', place(20, 50), place(80, 50, 1))
    expect(seen()).toEqual(['to 25,50', 'right down', 'right up'])
    touch('touchstart', place(20, 20), place(80, 20, 1))
    touch('touchmove', place(20, 140), place(80, 140, 1))
    touch('touchend', place(20, 140), place(80, 140, 1))
    afterMs(100)
    expect(seen().filter(told => told.startsWith('wheel'))).toEqual(['wheel 0,-2'])
  })

  it('move a relative pointer as a trackpad does', () => {
    mode = 'relative'
    start()
    expect(drag([20, 50], [120, 70])).toEqual(['by 100,20'])
    touch('touchstart', place(150, 50))
    touch('touchend', place(150, 50))
    expect(seen()).toEqual(['left down', 'left up'])
  })
})
