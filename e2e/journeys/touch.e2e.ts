import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { TelnetServer } from '../../server-mock/line/TelnetServer'
import { Machine } from '../../server-mock/machine/Machine'
import { expect, test } from '../fixtures'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

test('on a phone: keys under the thumb, held modifiers, and what the soft keyboard writes', async ({
  openDesk,
  console,
  page,
}) => {
  const machine = await openDesk()
  const pressed = () => machine.inputs.flatMap(input => (input.kind === 'keysym' && input.down ? [input.keysym] : []))
  await console.toolbar.getByRole('button', { name: 'Keyboard' }).tap()
  await page
    .getByRole('menuitemcheckbox', { name: 'On-screen keys' })
    .or(page.getByRole('menuitem', { name: 'On-screen keys' }))
    .tap()
  const strip = page.getByRole('region', { name: 'On-screen keys' })
  await strip.getByRole('button', { name: 'Esc' }).tap()
  await strip.getByRole('button', { name: 'Ctrl' }).tap()
  await expect(strip.getByRole('button', { name: 'Ctrl' })).toHaveAttribute('aria-pressed', 'true')
  await strip.getByRole('button', { name: 'Del', exact: true }).tap()
  await expect(strip.getByRole('button', { name: 'Ctrl' })).toHaveAttribute('aria-pressed', 'false')
  await expect.poll(pressed).toEqual([0xff1b, 0xffe3, 0xffff])
  await strip.getByRole('button', { name: 'Keyboard of this device' }).tap()
  await expect(strip.getByRole('textbox', { name: 'Text for the machine' })).toBeFocused()
  // A soft keyboard inserts text and sends no keys.
  await page.keyboard.insertText('hé')
  await expect.poll(pressed).toEqual([0xff1b, 0xffe3, 0xffff, 0x68, 0xe9])
  await page.keyboard.press('Backspace')
  await expect.poll(() => pressed().at(-1)).toBe(0xff08)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})

test('a line on a phone: the keys that its keyboard does not have', async ({ gateway, console, page }) => {
  const machine = new Machine({ name: 'switch', start: 'login' })
  const telnet = await TelnetServer.start({ machine })
  const { url } = await gateway({
    devices: [{ id: 'switch', family: 'line', url: `telnet://127.0.0.1:${telnet.port}` }],
  })
  await page.goto(`${url}?device=switch&lang=en`)
  const text = console.panel('Terminal').locator('.xterm-rows')
  await expect(text).toContainText('ops@switch')
  await page.keyboard.type('echo not this')
  const strip = page.getByRole('region', { name: 'On-screen keys' })
  await strip.getByRole('button', { name: 'Ctrl' }).tap()
  await strip.getByRole('button', { name: 'Keyboard of this device' }).tap()
  await page.keyboard.insertText('c')
  await page.keyboard.insertText('echo fine')
  await page.keyboard.press('Enter')
  await expect(text).toContainText('echo finefine')
  await page.close()
  await telnet.close()
  machine.dispose()
})

test('two fingers zoom the picture and move it; one still points at what is under it', async ({
  openDesk,
  console,
  page,
}) => {
  const machine = await openDesk()
  const fingers = await touchscreen(page)
  const width = async () => (await console.picture.boundingBox())?.width ?? 0
  const before = await width()
  await console.zoomed('1.00')
  await fingers(
    [
      { x: 170, y: 300 },
      { x: 220, y: 300 },
    ],
    [
      { x: 120, y: 300 },
      { x: 270, y: 300 },
    ],
  )
  const zoom = page.getByRole('group', { name: 'Zoom' })
  await console.zoomed('3.00')
  await expect.poll(width).toBeCloseTo(before * 3, 0)
  const clicks = () => machine.inputs.filter(input => input.kind === 'button' && input.down).length
  expect(clicks()).toBe(0)

  const left = async () => (await console.picture.boundingBox())?.x ?? 0
  const stood = await left()
  await fingers(
    [
      { x: 150, y: 300 },
      { x: 220, y: 300 },
    ],
    [
      { x: 190, y: 300 },
      { x: 260, y: 300 },
    ],
  )
  await expect.poll(left).toBeCloseTo(stood + 40, 0)

  const box = await console.picture.boundingBox()
  if (!box) throw new Error('no picture')
  await page.touchscreen.tap(200, 320)
  await expect.poll(clicks).toBe(1)
  const scale = box.width / 1024
  const place = machine.inputs.findLast(input => input.kind === 'pointer')
  expect(place).toMatchObject({
    x: expect.closeTo((200 - box.x) / scale, -0.5),
    y: expect.closeTo((320 - box.y) / scale, -0.5),
  })
  await zoom.getByRole('button', { name: 'Whole picture' }).tap()
  await expect(zoom).toBeHidden()
  await expect.poll(width).toBeCloseTo(before, 0)
})

test('on a phone the whole picture stands above the sheet of a panel, and a finger hits what it points at', async ({
  openDesk,
  console,
  page,
}) => {
  const machine = await openDesk()
  const whole = (await console.picture.boundingBox())?.width
  const sheet = await (await console.openPanel('Power')).boundingBox()
  const bottom = async () => {
    const box = await console.picture.boundingBox()
    return (box?.y ?? 0) + (box?.height ?? Number.POSITIVE_INFINITY)
  }
  await expect.poll(bottom).toBeLessThanOrEqual(sheet?.y ?? 0)
  const box = await console.picture.boundingBox()
  if (!box) throw new Error('no picture')
  expect(box.width).toBe(whole)
  await page.touchscreen.tap(box.x + box.width / 4, box.y + box.height / 2)
  const place = () => machine.inputs.findLast(input => input.kind === 'pointer')
  await expect.poll(place).toMatchObject({ x: expect.closeTo(256, -1), y: expect.closeTo(320, -1) })
  await console.panel('Power').getByRole('button', { name: 'Close' }).tap()
  await expect.poll(bottom).toBeGreaterThan(sheet?.y ?? 0)
})

interface Finger {
  readonly x: number
  readonly y: number
}

/** Two fingers put down, moved in steps and lifted, as a touch screen does. */
async function touchscreen(page: Page): Promise<(from: readonly Finger[], to: readonly Finger[]) => Promise<void>> {
  const browser = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', places: readonly Finger[]) =>
    browser.send('Input.dispatchTouchEvent', { type, touchPoints: places.map((place, id) => ({ ...place, id })) })
  return async (from, to) => {
    await touch('touchStart', from)
    const steps = 8
    for (let step = 1; step <= steps; step++) {
      const between = (a = 0, b = 0) => a + ((b - a) * step) / steps
      await touch(
        'touchMove',
        from.map(({ x, y }, i) => ({ x: between(x, to[i]?.x), y: between(y, to[i]?.y) })),
      )
    }
    await touch('touchEnd', [])
  }
}
