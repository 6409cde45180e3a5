import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import { TelnetServer } from '../../server-mock/line/TelnetServer'
import { Machine } from '../../server-mock/machine/Machine'
import { expect, kasmDevice, test, vncDevice } from '../fixtures'
import { startTelnetd } from '../telnetd'

test('a line is a machine of its own: typed into, searched, saved, lost and back', async ({
  gateway,
  console,
  page,
}) => {
  const machine = new Machine({ name: 'switch', start: 'login' })
  const telnet = await TelnetServer.start({ machine })
  const { url } = await gateway({
    devices: [{ id: 'switch', name: 'Switch', family: 'line', url: `telnet://127.0.0.1:${telnet.port}` }],
  })
  const loaded: string[] = []
  page.on('request', request => loaded.push(request.url()))
  await page.goto(`${url}?device=switch&lang=en`)
  await expect(console.link).toHaveText(/^Connected/)
  const terminal = console.panel('Terminal')
  const text = terminal.locator('.xterm-rows')
  await expect(text).toContainText('ops@switch')
  // The terminal has the keyboard as soon as it is there, and its size is the line's.
  await page.keyboard.type('echo héllo')
  await page.keyboard.press('Enter')
  await expect(text).toContainText('echo héllohéllo')
  await expect.poll(() => telnet.sizes[0]).toMatch(/^1\d\dx\d\d$/)
  const wide = telnet.sizes[0]
  await page.setViewportSize({ width: 900, height: 700 })
  await expect.poll(() => telnet.sizes[0]).not.toBe(wide)

  // Nothing of a picture engine is loaded for it.
  expect(loaded.filter(name => /rfb|VncDevice|painter/.test(name))).toEqual([])

  await terminal.getByRole('button', { name: 'Search' }).click()
  await terminal.getByRole('searchbox', { name: 'Search' }).fill('no such thing')
  await page.keyboard.press('Enter')
  await expect(terminal.getByText('Not found')).toBeVisible()
  await page.keyboard.press('Escape')
  const saving = page.waitForEvent('download')
  await terminal.getByRole('button', { name: 'Save text' }).click()
  expect(await readFile(await (await saving).path(), 'utf8')).toContain('echo héllo\nhéllo')

  await terminal.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Larger text' }).click()
  expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([])

  telnet.drop()
  await expect(text).toContainText(/The other side hung up|The connection was lost/)
  await expect(console.link).toHaveText(/^Connected/, { timeout: 10_000 })
  await page.close()
  await telnet.close()
  machine.dispose()
})

test('the line beside a screen, on a real telnetd: its terminal keeps its text while its panel is closed', async ({
  expectedErrors,
  simulated,
  kasm,
  gateway,
  console,
  page,
}) => {
  expectedErrors.push(/404/) // what a KasmVNC of this age does not have is asked for once
  const telnetd = await startTelnetd()
  test.skip(!telnetd, 'needs inetutils-inetd and inetutils-telnetd from Debian’s archive')
  if (!telnetd) return
  const machine = await simulated()
  const line = { terminal: `telnet://127.0.0.1:${telnetd.port}` }
  const kasmDesk = kasmDevice(await kasm(), 'owner', line)
  const { url } = await gateway({ devices: [vncDevice(machine, 'desk', line), vncDevice(machine, 'other'), kasmDesk] })
  await console.open(url)
  const panel = await console.openPanel('Terminal')
  const text = panel.locator('.xterm-rows')
  await expect(text).toContainText('TERM is xterm-256color')
  await expect(text).toContainText('line>')
  await page.keyboard.type('stty size; tty')
  await page.keyboard.press('Enter')
  await expect(text).toContainText(/\d+ \d+\/dev\/pts/)
  const keysThere = machine.machine.inputs.filter(({ kind }) => kind === 'keysym').length
  expect(keysThere).toBe(0)

  // Escape belongs to the line, not to the panel.
  await page.keyboard.type('echo still')
  await page.keyboard.press('Escape')
  await expect(panel).toBeVisible()
  await panel.getByRole('button', { name: 'Close' }).click()
  await expect(panel).toBeHidden()
  await console.openPanel('Terminal')
  await expect(console.panel('Terminal').locator('.xterm-rows')).toContainText('echo still')

  // Whatever carries the screen.
  await console.open(url, 'kasm') // the panel is remembered
  await expect(console.panel('Terminal').locator('.xterm-rows')).toContainText('line>')

  // A machine without a line has no such button.
  await console.open(url, 'other')
  await expect(console.button('Terminal')).toHaveCount(0)
  await page.close()
  await telnetd.stop()
})
