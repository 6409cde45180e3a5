import type { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import { expect, test, vncDevice } from '../fixtures'

const blue = [0x20, 0x50, 0x80]

/** A desktop of one known colour. */
async function paint(machine: TigerVnc, color = '#205080'): Promise<void> {
  await machine.ask('xsetroot', ['-solid', color])
}

/**
 * Fills the desktop with a terminal that writes every click's framebuffer position to `clicks`: xterm reports pixels
 * (mode 1016), and has neither border nor scroll bar here.
 */
async function recordClicks(machine: TigerVnc): Promise<void> {
  const script = "stty raw -echo; printf '\\033[?1000h\\033[?1016h'; exec cat > clicks"
  const bare = ['-b', '0', '-bw', '0', '+sb', '-geometry', '200x80+0+0']
  machine.run('xterm', [...bare, '-e', 'sh', '-c', script])
  await expect.poll(() => machine.ask('sh', ['-c', 'ls']), { timeout: 10_000 }).toContain('clicks')
}

/** Which button went down (M) or up (m), and where. */
async function buttonsSeen(machine: TigerVnc): Promise<{ readonly button: string; readonly at: string }[]> {
  const raw = await machine.ask('cat', ['clicks'])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a terminal sends
  const reports = raw.matchAll(/\u001b\[<(\d+);(\d+);(\d+)([Mm])/g)
  return [...reports].map(([, button, x, y, way]) => ({ button: `${button}${way}`, at: `${x},${y}` }))
}

async function clicksSeen(machine: TigerVnc): Promise<string[]> {
  return (await buttonsSeen(machine)).filter(({ button }) => button === '0M').map(({ at }) => at)
}

test.describe('a real VNC server through the bridge', () => {
  test('shows the pixels of a window painted with a known colour', async ({ desktop, gateway, console }) => {
    const machine = await desktop({ geometry: '800x600' })
    await paint(machine)
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await expect.poll(() => console.framebuffer()).toBe('800x600')
    await expect.poll(() => console.pixel(400, 300)).toEqual(blue)
    await expect.poll(() => console.pixel(799, 599)).toEqual(blue)
  })

  for (const [label, button] of [
    ['fit', 'Fit'],
    ['1:1', '1:1'],
    ['remote size', 'Remote size'],
  ] as const) {
    test(`a click lands at its coordinate: ${label}`, async ({ desktop, gateway, console }) => {
      const machine = await desktop({ geometry: '900x500' })
      await recordClicks(machine)
      const { url } = await gateway({ devices: [vncDevice(machine)] })
      await console.open(url)
      await console.chooseScaling(button)
      if (label === 'remote size') await expect.poll(() => console.framebuffer()).not.toBe('900x500')
      await console.clickAt(123, 45)
      await console.clickAt(700, 400)
      // Within a pixel: a picture that is scaled has no exact middle of a pixel.
      await expect.poll(async () => (await clicksSeen(machine)).length).toBe(2)
      const [first = '', second = ''] = await clicksSeen(machine)
      near(first, 123, 45)
      near(second, 700, 400)
    })
  }

  test('buttons that are let go outside the picture are let go on the machine, and press nothing here', async ({
    desktop,
    gateway,
    console,
    page,
  }) => {
    const machine = await desktop({ geometry: '900x500' })
    await recordClicks(machine)
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    const picture = await console.screen.boundingBox()
    const log = await console.toolbar.getByRole('button', { name: 'Log', exact: true }).boundingBox()
    if (!picture || !log) throw new Error('no picture, or no button')
    await page.mouse.move(picture.x + picture.width / 2, picture.y + picture.height / 2)
    await page.mouse.down()
    await page.mouse.down({ button: 'right' })
    await page.mouse.move(log.x + log.width / 2, log.y + log.height / 2, { steps: 3 })
    await page.mouse.up()
    await page.mouse.up({ button: 'right' })
    // Left and right, down (M) and up (m).
    await expect
      .poll(async () => (await buttonsSeen(machine)).map(({ button }) => button))
      .toEqual(['0M', '2M', '0m', '2m'])
    await expect(console.panel('Log')).toBeHidden()
  })

  test('follows a resize of the remote screen', async ({ desktop, gateway, console }) => {
    const machine = await desktop({ geometry: '800x600' })
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await machine.ask('xrandr', ['-s', '640x480'])
    await expect.poll(() => console.framebuffer()).toBe('640x480')
    await paint(machine)
    await expect.poll(() => console.pixel(639, 479)).toEqual(blue)
  })

  test('remote size makes the remote screen as large as its place', async ({ desktop, gateway, console }) => {
    const machine = await desktop({ geometry: '800x600' })
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await console.chooseScaling('Remote size')
    await expect.poll(() => console.framebuffer()).toMatch(/^1[34]\d\dx[78]\d\d$/)
    const [width] = (await console.framebuffer()).split('x')
    expect(await machine.ask('xrandr')).toContain(`current ${width} x`)
  })

  test('through websockify, by a link made for noVNC', async ({ desktop, gateway, websockify, page, console }) => {
    const machine = await desktop({ geometry: '640x480' })
    await paint(machine)
    const port = await websockify(machine.port)
    const { url } = await gateway({ devices: [] })
    await page.goto(`${url}?host=127.0.0.1&port=${port}&path=websockify&autoconnect=1&lang=en`)
    await console.connected()
    await expect.poll(() => console.framebuffer()).toBe('640x480')
    await expect.poll(() => console.pixel(10, 10)).toEqual(blue)
  })
})

function near(seen: string, x: number, y: number): void {
  const [seenX = 0, seenY = 0] = seen.split(',').map(Number)
  expect(Math.abs(seenX - x), `${seen} for ${x},${y}`).toBeLessThanOrEqual(1)
  expect(Math.abs(seenY - y), `${seen} for ${x},${y}`).toBeLessThanOrEqual(1)
}
