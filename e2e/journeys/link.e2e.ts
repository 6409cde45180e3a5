import type { Request } from '@playwright/test'
import { expect, test, vncDevice } from '../fixtures'
import { killed } from '../page-objects/Console'

test.describe('signing in', () => {
  test('a wrong password is told and can be corrected', async ({ desktop, gateway, console, page }) => {
    const machine = await desktop({ geometry: '640x480', password: 'secret12' })
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await page.goto(`${url}?device=desk&lang=en`)
    await expect(console.link).toHaveText(/^Sign in/)
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toContainText('password is wrong')
    await page.getByLabel('Password', { exact: true }).fill('secret12')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await console.connected()
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])),
    ).not.toContain('secret12')
  })

  test('a password the gateway holds is never asked for', async ({ desktop, gateway, console }) => {
    const machine = await desktop({ geometry: '640x480', password: 'secret12' })
    const held = { credentials: { passwordEnv: 'DESK_PASSWORD' } }
    const { url } = await gateway(
      { devices: [vncDevice(machine, 'desk', held)] },
      { env: { DESK_PASSWORD: 'secret12' } },
    )
    await console.open(url)
    await expect.poll(() => console.framebuffer()).toBe('640x480')
  })

  test('a password in the fragment is used once and erased', async ({ desktop, gateway, console, page }) => {
    const machine = await desktop({ geometry: '640x480', password: 'secret12' })
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await page.goto(`${url}?device=desk&lang=en#password=secret12`)
    await console.connected()
    expect(page.url()).not.toContain('secret12')
  })
})

test('a server that hangs is not called connected and well', async ({ desktop, gateway, console, page }) => {
  const machine = await desktop({ geometry: '640x480' })
  const { url } = await gateway({ devices: [vncDevice(machine)] })
  await console.open(url)
  const stats = await console.openPanel('Stats')
  const bar = page.getByRole('region', { name: 'Status bar' })
  await expect(bar.getByText(/^round trip \d+ ms$/)).toBeVisible()
  machine.hang(true)
  try {
    await console.picture.click()
    await page.keyboard.type('abc')
    await expect(bar.getByText(/^no answer for \d+ s$/)).toBeVisible({ timeout: 20_000 })
    await expect(bar.getByText(/^round trip/)).toHaveCount(0)
    await expect(console.toolbar.getByText(/no answer for \d+ s/)).toBeVisible()
    await expect(stats.getByText('The machine does not answer: it hangs, or the way to it is cut.')).toBeVisible()
    await expect(console.button('Stats')).toContainText('Poor')
  } finally {
    machine.hang(false)
  }
  await expect(bar.getByText(/^round trip \d+ ms$/)).toBeVisible({ timeout: 20_000 })
  await expect(bar.getByText(/^no answer/)).toHaveCount(0)
})

test.describe('losing the link', () => {
  test('keeps the picture, says why, and comes back when the server does', async ({
    desktop,
    gateway,
    console,
    page,
  }) => {
    const machine = await desktop({ geometry: '640x480' })
    await machine.ask('xsetroot', ['-solid', '#205080'])
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await expect.poll(() => console.pixel(5, 5)).toEqual([0x20, 0x50, 0x80])
    await machine.kill()
    await expect(console.link).toHaveText(/^Reconnecting/)
    const { card } = console
    await expect(card).toContainText(killed)
    await expect(card).toContainText('last picture')
    await expect(console.screen).toHaveAttribute('data-still', 'true')
    expect(await console.pixel(5, 5)).toEqual([0x20, 0x50, 0x80])
    await expect(card).toContainText('nothing listens', { timeout: 15_000 })
    // By then the waits are long, and nobody wants to sit through one.
    await expect(card).toContainText('attempt 4', { timeout: 15_000 })
    await machine.up()
    await page.getByRole('button', { name: 'Try now' }).click()
    await console.connected()
  })

  test('comes back by itself', async ({ desktop, gateway, console }) => {
    const machine = await desktop({ geometry: '640x480' })
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await machine.kill()
    await expect(console.link).toHaveText(/^Reconnecting/)
    await machine.up()
    await console.connected()
  })

  test('Disconnect ends it, frees the server, and Connect begins again', async ({
    desktop,
    gateway,
    console,
    page,
  }) => {
    const machine = await desktop({ geometry: '640x480' })
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await console.button('Disconnect').click()
    await expect(console.link).toHaveText(/^Disconnected/)
    await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
    await console.connected()
  })
})

test.describe('the console’s own server', () => {
  // Chromium tells every refused connection in its console.
  test.use({ expectedErrors: [/ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load resource/] })

  test('goes away and comes back under an open console', async ({ desktop, gateway, console, page }) => {
    const machine = await desktop({ geometry: '640x480' })
    const config = { devices: [vncDevice(machine)] }
    const first = await gateway(config)
    // The cards are fetched when the picture stands and the line is quiet, so that they are there by now.
    const cards = page.waitForResponse(/\/later\/cards-/)
    const pending = new Set<Request>()
    page.on('request', request => pending.add(request))
    for (const event of ['requestfinished', 'requestfailed'] as const) {
      page.on(event as 'requestfinished', request => pending.delete(request))
    }
    await console.open(first.url)
    await cards
    await expect.poll(() => pending.size).toBe(0)
    await first.close()
    await expect(console.link).toHaveText(/^Reconnecting/)
    await expect(console.card).toContainText('own server does not answer', { timeout: 15_000 })
    await gateway(config, { port: Number(new URL(first.url).port) })
    await console.connected()
  })
})

test.describe('a machine that is not there', () => {
  const cases: readonly [string, object, RegExp][] = [
    ['refuses', { url: 'vnc://127.0.0.1:9' }, /nothing listens/i],
    ['has a name that does not exist', { url: 'vnc://no-such-host.invalid:5900' }, /name/i],
  ]
  for (const [name, device, sentence] of cases) {
    test(name, async ({ gateway, page, console }) => {
      const { url } = await gateway({ devices: [{ id: 'desk', family: 'vnc', ...device }] })
      await page.goto(`${url}?device=desk&lang=en`)
      await expect(console.link).toHaveText(/^Reconnecting/)
      await expect(console.card).toContainText(sentence)
    })
  }

  test('is not in the list', async ({ gateway, page }) => {
    const { url } = await gateway({ devices: [] })
    await page.goto(`${url}?device=ghost&lang=en`)
    await expect(page.getByText('ghost')).toBeVisible()
  })

  test('speaks HTTP instead of RFB', async ({ gateway, page }) => {
    const { url } = await gateway({ devices: [] })
    const port = new URL(url).port
    const second = await gateway({ devices: [{ id: 'desk', family: 'vnc', url: `vnc://127.0.0.1:${port}` }] })
    await page.goto(`${second.url}?device=desk&lang=en`)
    await expect(page.getByRole('heading', { name: /RFB|went silent|hung up/ })).toBeVisible({ timeout: 35_000 })
  })
})
