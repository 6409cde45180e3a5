import { expect, test } from 'vitest'
import { ManualClock } from './Clock'
import { Machine, type MachineOptions } from './Machine'
import type { Medium } from './Medium'
import type { MachineState } from './screens/Screen'

const bootMs = 12_000
const image: Medium = { name: 'rescue-12.iso', kind: 'cd', sizeBytes: 400 * 1024 * 1024, writable: false }

function machine(options: MachineOptions = {}): Machine {
  return new Machine({ name: 'desk', widthPx: 800, heightPx: 600, clock: new ManualClock(), ...options })
}

function tap(it: Machine, ...codes: string[]): void {
  for (const code of codes) {
    it.key(code, true)
    it.key(code, false)
  }
}

test('a short press turns it on, through the firmware and the boot, to the desktop', () => {
  const it = machine()
  const seen: MachineState[] = []
  it.onState(state => seen.push(state))
  expect([it.state, it.signal, it.leds.power]).toEqual(['off', 'none', false])
  it.powerButton.press(100)
  expect([it.state, it.signal, it.leds.power]).toEqual(['firmware', 'on', true])
  it.tick(bootMs)
  expect(seen).toEqual(['firmware', 'booting', 'desktop'])
})

test('a short press asks a running system to end, which takes its time and turns the lamp off', () => {
  const it = machine({ start: 'desktop' })
  it.powerButton.press(800)
  it.tick(700)
  expect(it.state).toBe('desktop')
  it.tick(200)
  expect(it.state).toBe('shutting-down')
  expect(it.consoleText).toContain('going down for power off')
  it.powerButton.press(100)
  it.tick(4000)
  expect([it.state, it.leds.power]).toEqual(['off', false])
})

test('four seconds cut the power, without a shutdown, while the button is still down', () => {
  const it = machine({ start: 'desktop' })
  it.powerButton.press(5500)
  it.tick(3999)
  expect(it.state).toBe('desktop')
  it.tick(1)
  expect(it.state).toBe('off')
  it.tick(5000)
  expect(it.state).toBe('off')
})

test('a cut leaves a file system to be checked on the next start, once', () => {
  const it = machine({ start: 'desktop', autoLogin: false })
  it.powerButton.press(5000)
  it.tick(6000)
  it.powerButton.press(100)
  it.tick(6000)
  expect(it.consoleText).toContain('recovering journal')
  it.tick(bootMs)
  expect(it.state).toBe('login')
  it.reset()
  it.tick(6000)
  expect(it.consoleText).toContain('recovering journal')
  it.tick(bootMs)
  it.shutDown('restart')
  it.tick(9000)
  expect(it.consoleText).not.toContain('recovering journal')
})

test('where no system runs, a short press turns it off at once', () => {
  const it = machine()
  it.powerButton.press(100)
  it.tick(500)
  it.powerButton.press(100)
  it.tick(200)
  expect(it.state).toBe('off')
})

test('down and up by hand mean the same as a press', () => {
  const it = machine()
  it.powerButton.down()
  expect([it.state, it.powerButton.isDown]).toEqual(['firmware', true])
  it.tick(300)
  it.powerButton.up()
  it.tick(bootMs)
  expect(it.state).toBe('desktop')
})

test('a crash hears only the long press and the reset button', () => {
  const it = machine({ start: 'desktop' })
  it.crash()
  expect(it.state).toBe('crashed')
  expect(it.consoleText).toContain('Kernel panic')
  it.powerButton.press(100)
  it.tick(5000)
  tap(it, 'Enter')
  expect([it.state, it.leds.power]).toEqual(['crashed', true])
  it.reset()
  expect(it.state).toBe('firmware')
})

test('F12 leads to the boot menu, which starts from what is chosen', () => {
  const it = machine()
  it.attach(image)
  it.powerButton.press(100)
  tap(it, 'F12')
  it.tick(3000)
  expect(it.state).toBe('boot-menu')
  tap(it, 'ArrowDown', 'Enter')
  expect(it.state).toBe('installer')
})

test('F2 leads to the setup, which remembers what to start from', () => {
  const it = machine()
  it.attach(image)
  it.powerButton.press(100)
  tap(it, 'F2')
  it.tick(3000)
  expect(it.state).toBe('setup')
  tap(it, 'Enter')
  expect(it.settings.bootFrom).toBe('disk')
  tap(it, 'F10')
  expect(it.state).toBe('firmware')
  it.tick(3000)
  expect(it.state).toBe('booting')
})

test('an attached medium starts first, installs, and starts the disk when it is gone', () => {
  const it = machine()
  it.attach(image)
  it.powerButton.press(100)
  it.tick(3000)
  expect(it.state).toBe('installer')
  tap(it, 'Enter')
  it.tick(30_000)
  it.detach(image.name)
  expect(it.state).toBe('installer')
  tap(it, 'Enter')
  it.tick(bootMs)
  expect(it.state).toBe('desktop')
})

test('a medium that is pulled out while it installs takes the system along', () => {
  const it = machine()
  it.attach(image)
  it.powerButton.press(100)
  it.tick(3000)
  tap(it, 'Enter')
  it.tick(1000)
  it.detach()
  expect(it.state).toBe('crashed')
})

test('a live system leaves nothing to be checked', () => {
  const it = machine()
  it.attach(image)
  it.powerButton.press(100)
  it.tick(3000)
  tap(it, 'ArrowDown', 'Enter')
  expect(it.state).toBe('desktop')
  it.powerButton.press(5000)
  it.tick(6000)
  it.detach()
  it.powerButton.press(100)
  it.tick(4200)
  expect(it.consoleText).toContain('/dev/vda2: clean')
})

test('a medium that cannot start is passed over', () => {
  const it = machine()
  it.attach({ ...image, bootable: false })
  it.powerButton.press(100)
  it.tick(3000)
  expect(it.state).toBe('booting')
})

test('one CD and one disk are held at a time', () => {
  const it = machine()
  it.attach(image)
  it.attach({ ...image, name: 'other.iso' })
  it.attach({ ...image, name: 'stick.img', kind: 'disk', writable: true })
  expect(it.media.map(({ name }) => name)).toEqual(['other.iso', 'stick.img'])
})

test('the login prompt wants the right password', () => {
  const it = machine({ start: 'login' })
  expect(it.consoleText).toContain('desk login:')
  it.type('ops\nwrong\n')
  it.tick(2000)
  expect(it.consoleText).toContain('Login incorrect')
  it.type('ops\nops\n')
  it.tick(1000)
  expect(it.state).toBe('desktop')
})

test('the disk lamp flickers while it boots and is dark when it is off', () => {
  const it = machine()
  let changes = 0
  it.onLeds(() => changes++)
  it.powerButton.press(100)
  it.tick(6000)
  expect(changes).toBeGreaterThan(20)
  it.powerButton.press(5000)
  it.tick(6000)
  expect(it.leds).toEqual({ power: false, disk: false })
})

test('lock keys follow the keyboard, and are reset with the power', () => {
  const it = machine({ start: 'desktop' })
  const seen: unknown[] = []
  it.onLocks(locks => seen.push(locks))
  tap(it, 'CapsLock', 'NumLock', 'ScrollLock')
  expect(it.locks).toEqual({ caps: true, num: false, scroll: true })
  expect(seen).toHaveLength(3)
  it.powerButton.press(5000)
  it.tick(6000)
  expect(it.locks).toEqual({ caps: false, num: true, scroll: false })
})

test('keys do nothing while it is off, but are written down', () => {
  const it = machine()
  tap(it, 'CapsLock')
  expect(it.locks.caps).toBe(false)
  expect(it.inputs).toMatchObject([
    { code: 'CapsLock', down: true },
    { code: 'CapsLock', down: false },
  ])
})

test('Ctrl+Alt+Delete restarts from a text console, Alt+SysRq+B without asking', () => {
  const it = machine({ start: 'login' })
  for (const code of ['ControlLeft', 'AltLeft', 'Delete']) it.key(code, true)
  it.releaseAll()
  expect(it.state).toBe('shutting-down')
  it.tick(bootMs)
  for (const code of ['AltLeft', 'PrintScreen', 'KeyB']) it.key(code, true)
  expect(it.state).toBe('firmware')
})

test('the same seed and clock give the same picture', () => {
  const pictures = [1, 2].map(() => {
    const it = machine({ seed: 7 })
    it.powerButton.press(100)
    it.tick(bootMs)
    it.type('watch\n')
    it.tick(3000)
    return Buffer.from(it.frame().data)
  })
  expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(true)
})

test('every state draws at small, odd and large sizes', () => {
  for (const [widthPx, heightPx] of [
    [640, 480],
    [801, 601],
    [3840, 2160],
  ] as const) {
    const it = machine({ widthPx, heightPx })
    it.powerButton.press(100)
    it.tick(bootMs)
    const { width, height, data } = it.frame()
    expect([width, height, data.length]).toEqual([widthPx, heightPx, widthPx * heightPx * 4])
    expect(data.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true)
  }
})

test('a frame says what changed since a version', () => {
  const it = machine({ start: 'desktop', desktop: { moving: false } })
  const first = it.frame()
  expect(first.damage).toEqual([{ x: 0, y: 0, width: 800, height: 600 }])
  expect(it.frame(first.version).damage).toEqual([])
  it.type('x')
  const area = it.frame(first.version).damage.reduce((sum, { width, height }) => sum + width * height, 0)
  expect(area).toBeGreaterThan(0)
  expect(area).toBeLessThan(800 * 60)
  it.resize(640, 480)
  expect(it.frame(first.version).damage).toEqual([{ x: 0, y: 0, width: 640, height: 480 }])
})

test('damage since a version covers every pixel that differs', () => {
  const it = machine({ start: 'desktop', desktop: { moving: true } })
  let { version, data } = it.frame()
  for (let step = 0; step < 30; step++) {
    const before = new Uint8ClampedArray(data)
    it.type(step % 3 === 0 ? 'ls\n' : 'q')
    it.tick(130)
    const frame = it.frame(version)
    for (let at = 0; at < data.length; at += 4) {
      if (before[at] === frame.data[at]) continue
      const [x, y] = [(at / 4) % 800, Math.floor(at / 4 / 800)]
      const covered = frame.damage.some(r => x >= r.x && y >= r.y && x < r.x + r.width && y < r.y + r.height)
      if (!covered) expect.fail(`pixel ${x}, ${y} changed unsaid`)
    }
    version = frame.version
    data = frame.data
  }
})

test('a capture has the pointer in it, a frame has not', () => {
  const it = machine({ start: 'desktop' })
  it.pointerTo(0.5, 0.95)
  const [plain, captured] = [it.frame().data, it.capture().data]
  const differing = [...plain.keys()].filter(at => at % 4 === 0 && plain[at] !== captured[at]).map(at => at / 4)
  expect(differing.length).toBeGreaterThan(100)
  for (const pixel of differing) {
    expect(Math.abs((pixel % 800) - 408)).toBeLessThan(14)
    expect(Math.abs(Math.floor(pixel / 800) - 579)).toBeLessThan(16)
  }
})

test('an idle desktop draws nothing but its clock', () => {
  const it = machine({ start: 'desktop', desktop: { moving: false } })
  const { version } = it.frame()
  it.tick(5000)
  expect(it.frame(version).damage).toEqual([{ x: 610, y: 0, width: 190, height: 36 }])
})
