import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import type { NanokvmMachine } from '../../server-mock/nanokvm/NanokvmMachine'
import { expect, nanokvmDevice, test } from '../fixtures'
import type { Console } from '../page-objects/Console'

/*
 * NanoKVMs of several ages, emulated (docs/nanokvm.md). What firmware speaks is found by asking for paths it may not
 * have, which Chromium tells in its console.
 */
test.use({ expectedErrors: [/Failed to load resource.*(400|401|403|404|502)|WebSocket connection/] })

const images = { '/data/debian.iso': 661 << 20, '/data/tools.img': 64 << 20 }

/**
 * Small, and soon up: several ages run beside each other on one computer. A key that such a computer lets go of late does
 * not repeat.
 */
const light = {
  machine: { widthPx: 1024, heightPx: 576, settings: { quickStart: true }, repeatAfterMs: 3_000 },
} as const

async function signIn(page: Page, password = 'admin') {
  await page.getByLabel('Username').fill('admin')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const keysOf = ({ machine }: NanokvmMachine) =>
  machine.inputs.flatMap(input => (input.kind === 'key' && input.down ? [input.code] : []))

/** Every input of the machine's, as an operator makes it. */
async function useHands(console: Console, page: Page, nano: NanokvmMachine) {
  const { machine } = nano
  machine.files.write('/home/ops/log.txt', '')
  await console.clickAt(200, 300)
  await page.keyboard.type('edit log.txt\n')
  // Playwright's `type` presses no modifiers, which a machine behind a keyboard needs.
  await page.keyboard.press('Shift+KeyF')
  await page.keyboard.type('an replaced 2 of 3')
  await page.keyboard.press('Shift+Digit1')
  await page.keyboard.press('Control+s')
  await expect.poll(() => machine.files.read('/home/ops/log.txt')).toContain('Fan replaced 2 of 3!')
  const caps = machine.locks.caps
  await page.keyboard.press('CapsLock')
  await expect.poll(() => machine.locks.caps).toBe(!caps)
  await page.keyboard.press('CapsLock')
  await page.mouse.wheel(0, 200)
  await expect.poll(() => machine.inputs.some(input => input.kind === 'wheel' && input.dy > 0)).toBe(true)
  await page.keyboard.down('Shift')
  await page.evaluate(() => window.dispatchEvent(new Event('blur')))
  const released = () => machine.inputs.some(i => i.kind === 'key' && i.code === 'ShiftLeft' && !i.down)
  await expect.poll(released).toBe(true)
  await page.keyboard.up('Shift')
}

/** An image is mounted as a CD, and the machine starts from it. */
async function bootFromImage(console: Console, page: Page, { machine }: NanokvmMachine) {
  const media = await console.openPanel('Media')
  await media.getByRole('listitem').filter({ hasText: 'debian.iso' }).getByRole('button', { name: 'Mount' }).click()
  await expect(media).toContainText('debian.iso is in as a CD')
  expect(machine.media.map(({ name }) => name)).toEqual(['debian.iso'])
  const power = await console.openPanel('Power')
  await power.getByRole('button', { name: 'Reset' }).hover()
  await page.mouse.down()
  await expect.poll(() => machine.state).not.toBe('desktop')
  await page.mouse.up()
  await expect.poll(() => machine.state, { timeout: 15_000 }).toBe('installer')
  await console.openPanel('Media')
  await media.getByRole('button', { name: 'Eject' }).click()
  await expect(media).toContainText('Nothing mounted')
}

for (const { age, dialect, source } of [
  { age: '2.0.9', dialect: 'json-a', source: 'mjpeg' },
  { age: '2.2.9', dialect: 'json-b', source: 'h264' },
  { age: '2.3.1', dialect: 'json-b', source: 'h264' },
  { age: 'multi-user', dialect: 'binary', source: 'h264' },
] as const) {
  test(`firmware ${age}: sign in, see, type, click, mount and boot, shell`, async ({
    nano,
    gateway,
    console,
    page,
  }) => {
    test.setTimeout(70_000)
    const one = await nano({ age, images, ...light })
    const { url } = await gateway({ devices: [nanokvmDevice(one)] })
    await page.goto(`${url}?device=nano&lang=en`)
    await expect(console.link).toHaveText(/^Sign in/)
    await signIn(page, 'wrong')
    await expect(page.getByRole('alert')).toContainText('password is wrong')
    await signIn(page)
    await console.connected()
    await expect(console.screen).toHaveAttribute('data-dialect', source)
    await expect.poll(() => console.framebuffer()).toBe('1024x576')

    await useHands(console, page, one)
    const system = await console.openPanel('System')
    await expect(system.locator('[data-fact=dialect]')).toContainText(dialect)

    const typing = await console.openPanel('Type text')
    await typing.getByLabel('Text to type').fill('Hello')
    const before = keysOf(one).length
    await typing.getByRole('button', { name: 'Type', exact: true }).click()
    await expect(typing).toContainText('5 characters typed')
    expect(keysOf(one).slice(before)).toEqual(expect.arrayContaining(['KeyH', 'KeyE', 'KeyL', 'KeyO']))

    await bootFromImage(console, page, one)
    const terminal = await console.openPanel('Terminal')
    await expect(terminal).toContainText('#') // the shell's prompt
    await terminal.getByRole('textbox', { name: 'Terminal input' }).focus()
    await page.keyboard.type('echo $((6 * 7)) bells\n')
    await expect(terminal).toContainText('42 bells')
    expect(one.server.crashes).toEqual([])
    await console.act('Disconnect')
    await expect(console.link).toHaveText(/^Disconnected/)
    await expect.poll(() => one.server.sockets.count).toBe(0)
    expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, location.href]))).not.toContain('"admin"')
  })
}

test('a press of the button takes its time, is never sent twice, and its result is seen', async ({
  nano,
  gateway,
  console,
  page,
}) => {
  test.setTimeout(60_000)
  const one = await nano({ age: '2.4.3', ...light })
  const { url } = await gateway({ devices: [nanokvmDevice(one, true)] })
  await console.open(url, 'nano')
  const power = await console.openPanel('Power')
  await power.getByLabel('How long the button is held').fill('4100')
  await power.getByRole('button', { name: 'Hold it down' }).hover()
  await page.mouse.down()
  await expect(power).toContainText('The machine carries out a press')
  await expect(power.getByRole('button', { name: 'Reset' })).toBeDisabled()
  await page.mouse.up()
  await expect(power.getByText(/went off after/)).toBeVisible({ timeout: 15_000 })
  await expect(
    page
      .getByText('The machine sends no picture')
      .or(page.getByText(/no signal/i))
      .first(),
  ).toBeVisible()
  await power.getByRole('button', { name: 'Power on' }).click()
  await expect(power.getByText(/went on after/)).toBeVisible({ timeout: 15_000 })
  expect(one.server.requests.filter(request => request === 'POST /api/vm/gpio').length).toBe(2)
  await expect(console.screen).toHaveAttribute('data-still', 'false', { timeout: 15_000 })
})

test('accounts, and what an ordinary one does not see', async ({ nano, gateway, console, page }) => {
  const one = await nano({ age: 'multi-user', images, ...light })
  one.server.accounts.add('kim', 'long enough', 'user')
  const { url } = await gateway({ devices: [nanokvmDevice(one)] })
  await page.goto(`${url}?device=nano&lang=en`)
  await signIn(page)
  await console.connected()
  const users = await console.openPanel('Users')
  await expect(users).toContainText('kim')
  await console.act('Disconnect')
  await page.context().clearCookies()
  await page.reload()
  await page.getByLabel('Username').fill('kim')
  await page.getByLabel('Password', { exact: true }).fill('long enough')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await console.connected()
  for (const name of ['Media', 'Users', 'Terminal']) await expect(console.button(name)).toHaveCount(0)
  await expect(console.button('Power')).toBeVisible()
  // Somebody takes the account away while it is open.
  const kim = one.server.accounts.find('kim')
  if (!kim) throw new Error('no kim')
  one.server.accounts.remove('kim')
  one.server.dropSessions(kim)
  await expect(console.link).toHaveText(/^(Sign in|Reconnecting)/)
  await expect(console.link).toHaveText(/^Sign in/, { timeout: 10_000 })
})

test('a device that restarts asks again, and one the gateway signs in to comes back by itself', async ({
  nano,
  gateway,
  console,
  page,
}) => {
  const one = await nano({ age: '2.5.0', ...light })
  const { url } = await gateway({ devices: [nanokvmDevice(one, true)] })
  await console.open(url, 'nano')
  one.server.restart(500)
  await expect(console.link).toHaveText(/^Reconnecting/)
  await console.connected()
  const second = await nano({ age: '2.3.1', ...light })
  const asks = await gateway({ devices: [nanokvmDevice(second)] })
  await page.goto(`${asks.url}?device=nano&lang=en`)
  await signIn(page)
  await console.connected()
  await page.reload() // with the cookie that this page made
  await console.connected()
  second.server.restart(300)
  await expect(console.link).toHaveText(/^(Sign in|Connected)/, { timeout: 15_000 })
})

test('what the device itself is told from the page: settings, scripts, shortcuts, virtual devices, serial lines', async ({
  nano,
  gateway,
  console,
  page,
}) => {
  const one = await nano({ age: '2.5.0', images, hardware: 'PCIE', ...light })
  const { url } = await gateway({ devices: [nanokvmDevice(one, true)] })
  await console.open(url, 'nano')
  const told = async (path: string) => (await (await page.request.get(`${url}devices/nano/api/${path}`)).json()).data
  const system = await console.openPanel('System')
  await system.getByRole('button', { name: 'Switch HDMI off' }).click()
  await expect.poll(() => one.server.capture.enabled).toBe(false)
  await system.getByRole('button', { name: 'Switch HDMI on' }).click()
  await expect.poll(() => one.server.capture.enabled).toBe(true)
  const screen = await console.openPanel('Screen')
  await screen.getByRole('group', { name: 'Picture quality' }).getByText('60', { exact: true }).click()
  await expect.poll(() => one.server.capture.screen.quality).toBe(60)
  await screen.getByText('MJPEG', { exact: true }).click()
  await expect(console.screen).toHaveAttribute('data-dialect', 'mjpeg')
  await expect.poll(() => one.server.capture.viewers).toMatchObject({ direct: 0, mjpeg: 1 })
  await page.reload()
  await console.connected()
  await expect(console.screen).toHaveAttribute('data-dialect', 'mjpeg')
  await console.openPanel('System')
  await system.getByText('Settings', { exact: true }).click()
  for (const [label, text, path] of [
    ['Host name', 'harbor', 'vm/hostname'],
    ['Title of the device’s own page', 'Harbor light', 'vm/web-title'],
  ] as const) {
    const field = system.getByRole('textbox', { name: label })
    await field.fill(text)
    await field.press('Tab')
    await page.keyboard.press('Enter') // Set
    await expect.poll(async () => Object.values(await told(path))).toEqual([text])
  }
  for (const [label, path] of [
    ['Findable by name (mDNS)', 'vm/mdns'],
    ['SSH', 'vm/ssh'],
    ['Move the mouse when idle', 'vm/mouse-jiggler'],
  ] as const) {
    const box = system.getByRole('checkbox', { name: label })
    const was = await box.isChecked()
    await box.click()
    await expect(box).toBeChecked({ checked: !was })
    expect(await told(path)).toMatchObject({ enabled: !was })
  }
  for (const [label, path, value] of [
    ['Swap file', 'vm/swap', { size: 64 }],
    ['Display on the device goes dark after', 'vm/oled', { sleep: 1 }],
  ] as const) {
    await system.getByRole('slider', { name: label }).press('ArrowRight')
    await expect.poll(() => told(path)).toMatchObject(value)
  }
  await system.getByLabel('Leader key of the device’s own page').selectOption('ShiftRight')
  await expect.poll(() => told('hid/shortcut/leader-key')).toEqual({ key: 'ShiftRight' })

  await system.getByText('Scripts', { exact: true }).click()
  await system
    .locator('input[type=file]')
    .setInputFiles({ name: 'hello.sh', mimeType: 'text/x-sh', buffer: Buffer.from('echo ship ahoy') })
  await system.getByRole('button', { name: 'Run hello.sh' }).click()
  await expect(system).toContainText('ship ahoy')
  await system.getByRole('button', { name: 'New' }).click()
  await system.getByLabel('Name on the device').fill('S99lamp')
  await system.getByLabel('What it runs').fill('echo lit')
  await system.getByRole('button', { name: 'Save on the device' }).click()
  await system.getByRole('button', { name: 'Edit S99lamp' }).click()
  await expect(system.getByLabel('What it runs')).toHaveValue('echo lit')
  await system.getByRole('button', { name: 'Remove S99lamp from the start' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect.poll(() => told('vm/autostart')).toEqual({ files: null })

  const macros = await console.openPanel('Macros')
  await macros.getByLabel('Keys of a new shortcut').fill('Ctrl+Alt+F2')
  await page.keyboard.press('Enter')
  await macros.getByRole('button', { name: 'Press Ctrl+Alt+F2' }).click()
  await expect.poll(() => keysOf(one)).toEqual(['ControlLeft', 'AltLeft', 'F2'])
  await macros.getByRole('button', { name: 'Remove Ctrl+Alt+F2 from the device' }).click()
  await expect(macros).toContainText('The device keeps none yet')

  const power = await console.openPanel('Power')
  await power.getByLabel('Address of the network card').fill('48:DA:35:6E:00:02')
  await power.getByRole('button', { name: 'Wake', exact: true }).click()
  await power.getByRole('button', { name: 'Name 48:DA:35:6E:00:02' }).click()
  await power.getByLabel('Name of 48:DA:35:6E:00:02').fill('mail host')
  await page.keyboard.press('Enter')
  await expect.poll(() => told('network/wol/mac')).toEqual({ macs: ['48:DA:35:6E:00:02 mail host'] })
  await power.getByRole('button', { name: 'Forget mail host' }).click()
  await expect.poll(() => told('network/wol/mac')).toEqual({ macs: [] })

  const typing = await console.openPanel('Type text')
  await typing.getByLabel('Text to type').fill(`ü${'a'.repeat(2_000)}`)
  await expect(typing).toContainText('This layout has no key for ü')
  await typing.getByRole('button', { name: 'Type', exact: true }).click()
  await typing.getByRole('button', { name: 'Pause' }).click()
  await expect(typing).toContainText(/Paused at [1-9]\d* of 2001 characters/)
  await typing.getByRole('button', { name: 'Stop' }).click()
  await expect(typing).toContainText(/Stopped after \d+ of 2001 characters/)
  expect(keysOf(one).length).toBeLessThan(1_900)

  const media = await console.openPanel('Media')
  const endless = createServer((_, response) => {
    response.writeHead(200, { 'Content-Length': 1 << 20 })
    response.write('begun')
  })
  await new Promise<void>(resolve => endless.listen(0, '127.0.0.1', resolve))
  await media.getByRole('button', { name: 'Add by URL' }).click()
  const { port } = endless.address() as AddressInfo
  await media.getByRole('textbox', { name: 'Address of the image' }).fill(`http://127.0.0.1:${port}/slow.iso`)
  await media.getByRole('button', { name: 'Fetch' }).click()
  await media.getByRole('button', { name: 'Cancel slow.iso' }).click()
  await expect(media.getByRole('region', { name: 'Transfers' })).toContainText('Cancelled')
  expect(one.server.requests).toContain('POST /api/download/image/cancel')
  endless.closeAllConnections()
  endless.close()
  await media.getByRole('checkbox', { name: 'Virtual network' }).click()
  await expect.poll(() => one.server.storage.virtual.network).toBe(true)
  await expect(media.getByRole('checkbox', { name: 'Virtual network' })).toBeChecked()
  const iso = Buffer.alloc(0x9000)
  iso.write('CD001', 0x8001)
  await media
    .locator('input[type=file]')
    .setInputFiles({ name: 'fresh.iso', mimeType: 'application/octet-stream', buffer: iso })
  await expect(media.getByRole('listitem').filter({ hasText: 'fresh.iso' }).first()).toBeVisible()
  await expect.poll(() => one.server.storage.list()).toContain('/data/fresh.iso')

  const terminal = await console.openPanel('Terminal')
  await expect(terminal).toContainText('#')
  await terminal.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitemradio', { name: 'ttyS1, 9600 Bd' }).click()
  await expect(terminal).toContainText(/ttyS1 --baud 9600[\s\S]*Terminal ready/)
  const stats = await console.openPanel('Stats')
  await expect(stats).toContainText('HDMI input')
})

test('copied into the web folder of a device, the page finds it by itself', async ({ nano, console, page }) => {
  const one = await nano({ age: '2.3.1', web: process.env.WHEELHOUSE_DIST ?? '' })
  await page.goto(`${one.url}/?lang=en`)
  await expect(console.link).toHaveText(/^Sign in/)
  await signIn(page)
  await console.connected()
  await console.clickAt(300, 300)
  await expect.poll(() => one.machine.inputs.filter(({ kind }) => kind === 'button').length).toBe(2)
})
