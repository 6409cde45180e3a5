import type { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import { expect, test, vncDevice } from '../fixtures'
import { killed } from '../page-objects/Console'

/** A terminal over the whole desktop whose program writes what it reads, byte by byte, to `typed`. */
async function recordTyping(machine: TigerVnc): Promise<void> {
  machine.run('xterm', [
    '-u8',
    '-bw',
    '0',
    '-geometry',
    '120x50+0+0',
    '-e',
    'sh',
    '-c',
    'stty raw -echo; exec cat > typed',
  ])
  await expect.poll(() => machine.ask('ls'), { timeout: 10_000 }).toContain('typed')
}

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const) {
  test.describe(`at ${width} x ${height}`, () => {
    test.use({ viewport: { width, height } })

    test('a machine is found by keyboard, typed into, lost and got back', async ({
      desktop,
      gateway,
      console,
      page,
    }) => {
      const machine = await desktop({ geometry: '800x600' })
      await recordTyping(machine)
      const others = ['rack-7', 'rack-8'].map(id => ({ id, family: 'vnc', url: 'vnc://127.0.0.1:9', group: 'Lab' }))
      const { url } = await gateway({ devices: [...others, vncDevice(machine, 'desk', { name: 'Desk' })] })
      await page.goto(`${url}?lang=en`)
      await expect(page.getByRole('link', { name: 'Desk' })).toBeVisible()
      await page.keyboard.press('/')
      await page.keyboard.type('r')
      await expect(page.getByRole('link', { name: 'Desk' })).toBeHidden()
      await page.keyboard.press('ArrowDown')
      await expect(page.getByRole('link', { name: 'rack-7' })).toBeFocused()
      await page.keyboard.press('ArrowRight')
      await expect(page.getByRole('link', { name: 'rack-8' })).toBeFocused()
      await page.keyboard.press('/')
      await page.keyboard.press('Escape')
      await page.keyboard.type('desk')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await console.connected()

      await console.clickAt(400, 300)
      await page.keyboard.type('uptime')
      await expect.poll(() => machine.ask('cat', ['typed'])).toBe('uptime')

      await machine.kill()
      await expect(console.link).toHaveText(/^Reconnecting/)
      await expect(console.card).toContainText(killed)
      await machine.up()
      // A try may come by itself first, or fail once more while the server is still on its way.
      const tryNow = page.getByRole('button', { name: 'Try now' })
      await expect(async () => {
        if (await tryNow.isVisible()) await tryNow.click({ timeout: 500 }).catch(() => {})
        await expect(console.link).toHaveText(/^Connected/, { timeout: 2_000 })
      }).toPass({ timeout: 20_000 })
      await console.connected()
    })

    test('settings are changed, met locked, and every panel opens', async ({ simulated, gateway, console, page }) => {
      const machine = await simulated()
      const settings = { defaults: { scaling: 'fit' }, locked: ['scaling'] }
      const { url } = await gateway({ devices: [vncDevice(machine)], settings })
      await console.open(url)
      for (const name of ['Power', 'Clipboard', 'Log']) {
        const panel = await console.openPanel(name)
        await expect(panel.getByRole('heading', { name, exact: true })).toBeVisible()
        await page.keyboard.press('Escape')
        await expect(panel).toBeHidden()
      }

      const dialog = await console.openSettings()
      const locked = dialog.getByRole('group', { name: 'Picture', exact: true })
      await expect(locked.getByRole('radio', { name: '1:1' })).toBeDisabled()
      await expect(dialog.getByText('fixed by the administrator')).toBeVisible()
      const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
      await dialog.getByRole('group', { name: 'Theme' }).getByText('Light').click()
      await expect(dialog.getByText('this browser')).toBeVisible()
      await expect
        .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor))
        .not.toBe(dark)
      await page.reload()
      await console.connected()
      await console.openSettings()
      await expect(dialog.getByRole('group', { name: 'Theme' }).getByRole('radio', { name: 'Light' })).toBeChecked()
      await dialog.getByRole('button', { name: 'Reset to defaults' }).click()
      await expect(dialog.getByText('this browser')).toBeHidden()
    })
  })
}

test('nothing collapses at 1440 px, and nothing stands past the edge of the page at 360 px', async ({
  openDesk,
  console,
  page,
}) => {
  await openDesk()
  for (const name of ['Power', 'Stats', 'Clipboard', 'Keyboard', 'Type text', 'Macros', 'Log', 'Disconnect'])
    await expect(console.button(name)).toBeVisible()
  await expect(console.button('More')).toBeHidden()
  for (const width of [360, 700, 1100, 3840]) {
    await page.setViewportSize({ width, height: width === 3840 ? 2160 : 800 })
    await expect
      .poll(() =>
        page.evaluate(() =>
          [...document.querySelectorAll('button')]
            .filter(button => button.getBoundingClientRect().right > innerWidth + 1)
            .map(button => button.textContent),
        ),
      )
      .toEqual([])
  }
})

test('the panel’s width is dragged, moved by keys, and remembered with the panel', async ({
  openDesk,
  console,
  page,
}) => {
  await openDesk()
  const panel = await console.openPanel('Log')
  const edge = panel.getByRole('separator', { name: 'Panel width' })
  const before = Number(await edge.getAttribute('aria-valuenow'))
  await edge.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(edge).toHaveAttribute('aria-valuenow', String(before + 16))
  const box = await edge.boundingBox()
  if (!box) throw new Error('no edge')
  await page.mouse.move(box.x + 4, box.y + 200)
  await page.mouse.down()
  await page.mouse.move(box.x - 56, box.y + 200, { steps: 4 })
  await page.mouse.up()
  const after = Number(await edge.getAttribute('aria-valuenow'))
  expect(after).toBeGreaterThan(before + 60)
  // It pushes the picture here, and lies over it on narrower pages.
  const picture = await console.screen.boundingBox()
  expect(picture?.width).toBeLessThanOrEqual(1440 - after + 1)
  await page.reload()
  await console.connected()
  await expect(edge).toHaveAttribute('aria-valuenow', String(after))
})

test('the compact bar hides when idle and comes back at the edge, by its handle and by Tab', async ({
  simulated,
  gateway,
  console,
  page,
}) => {
  const machine = await simulated()
  const { url } = await gateway({ devices: [vncDevice(machine)], settings: { defaults: { bar: 'compact' } } })
  await console.open(url)
  const handle = page.getByRole('button', { name: 'Show the toolbar' })
  await expect(console.button('Screenshot')).toBeVisible()
  await page.mouse.move(700, 600)
  await expect(handle).toBeVisible({ timeout: 10_000 })
  await handle.press('Enter')
  await expect(handle).toBeHidden()
  await expect(console.toolbar.locator(':focus')).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(6_000)
  await expect(handle).toBeHidden() // the focus is inside
  await console.clickAt(500, 500)
  await expect(handle).toBeVisible({ timeout: 10_000 })
  await page.mouse.move(200, 1)
  await expect(handle).toBeHidden()
})

test('full screen has the compact bar, with the same items in the same order', async ({ openDesk, console, page }) => {
  await openDesk()
  const order = () => console.toolbar.getByRole('button').evaluateAll(all => all.map(item => item.dataset.action))
  const full = await order()
  const status = page.getByRole('region', { name: 'Status bar' })
  await expect(status).toBeVisible()
  await console.button('Full screen').click()
  await expect(status).toBeHidden()
  await expect(console.button('Full screen')).toHaveAttribute('aria-pressed', 'true')
  expect(await order()).toEqual(full)
  await console.button('Full screen').click()
  await expect(status).toBeVisible()
})

test('Reset is held, by mouse and by key, and stands in the log', async ({ openDesk, console, page }) => {
  await openDesk()
  const panel = await console.openPanel('Power')
  const reset = panel.getByRole('button', { name: 'Reset' })
  await reset.click()
  await expect(panel.getByText('Nothing was done')).toBeAttached()
  await reset.focus()
  await page.keyboard.down('Enter')
  await page.waitForTimeout(1_500)
  await page.keyboard.up('Enter')
  await expect(panel.getByText(/^Reset sent/)).toBeVisible()
  const log = await console.openPanel('Log')
  await expect(log.getByRole('listitem')).toHaveCount(1)
  await expect(log.getByRole('listitem')).toContainText('Reset sent')
})

test('the palette finds by a few letters, outside and inside of the machine', async ({ openDesk, console, page }) => {
  await openDesk()
  await console.button('View only').focus()
  await page.keyboard.press('Control+Shift+K')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await expect(palette).toBeVisible()
  await page.keyboard.type('viewo')
  await page.keyboard.press('Enter')
  await expect(console.button('View only')).toHaveAttribute('aria-pressed', 'true')
  await expect(palette).toBeHidden()
  await console.button('View only').click()
  await console.clickAt(300, 300)
  await page.keyboard.press('ControlRight')
  await page.keyboard.press('k')
  await expect(palette).toBeVisible()
  await page.keyboard.type('log')
  await page.keyboard.press('Enter')
  await expect(console.panel('Log')).toBeVisible()
})
