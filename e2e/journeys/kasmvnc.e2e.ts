import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasFfmpeg } from '../../server-mock/video/ffmpeg'
import { expect, kasmDevice, test } from '../fixtures'
import { Console } from '../page-objects/Console'

/** Chromium tells every refused request in its console. */
test.use({ expectedErrors: [/Failed to load resource.*(400|401|404|502|503)|WebSocket connection.*failed/] })

test('an owner sees the screen, types, and finds every panel', async ({ kasm, gateway, console, page }) => {
  const machine = await kasm({ relays: ['demo'], servesDownloads: true, screenshot: { firstMs: 0 } })
  const { url } = await gateway({ devices: [kasmDevice(machine, 'owner', { relay: ['demo'] })] })
  await console.open(url, 'kasm')
  await expect(console.screen).toHaveAttribute('data-dialect', 'kasmvnc')
  await expect.poll(() => console.framebuffer()).toBe('1024x640')
  await console.clickAt(500, 300)
  await expect.poll(() => machine.machine.inputs.filter(({ kind }) => kind === 'button').length).toBe(2)
  await page.keyboard.type('a')
  const pressed = () => machine.machine.inputs.filter(input => input.kind === 'keysym' && input.keysym === 97)
  await expect.poll(() => pressed().length).toBe(2)
  for (const name of ['Users', 'Relay', 'Files', 'Stats', 'Clipboard']) await expect(console.button(name)).toBeVisible()

  // The clipboard, both ways, with a picture, and cleared.
  const clipboard = await console.openPanel('Clipboard')
  machine.machine.clipboard.set('from the desktop: äöü €')
  await expect(clipboard.getByRole('textbox').first()).toHaveValue('from the desktop: äöü €')
  const png = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(8, 8)
    canvas.getContext('2d')?.fillRect(0, 0, 8, 8)
    const blob = await canvas.convertToBlob()
    return [...new Uint8Array(await blob.arrayBuffer())]
  })
  machine.server.clipboard.copy([{ mime: 'image/png', data: Buffer.from(png) }])
  await expect(clipboard.getByRole('img')).toBeVisible()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await clipboard.getByRole('button', { name: 'Copy' }).click()
  await expect
    .poll(() => page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => [...types])))
    .toEqual(['image/png'])
  await clipboard.getByRole('textbox').last().fill('to the desktop: žluť')
  await clipboard.getByRole('button', { name: 'Send' }).click()
  await expect.poll(() => machine.machine.clipboard.get()).toBe('to the desktop: žluť')
  // Formatted text and a picture, pasted.
  const clipboardHas = (mime: string) =>
    machine.server.clipboard.items.find(item => item.mime === mime)?.data.toString('latin1')
  await clipboard
    .getByRole('textbox')
    .last()
    .evaluate((field: HTMLTextAreaElement, bytes) => {
      const paste = (fill: (data: DataTransfer) => void) => {
        const clipboardData = new DataTransfer()
        fill(clipboardData)
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }
      field.select()
      paste(data => {
        data.setData('text/plain', 'tide')
        data.setData('text/html', '<b>tide</b>')
      })
      paste(data => data.items.add(new File([new Uint8Array(bytes)], 'a.png', { type: 'image/png' })))
    }, png)
  await expect(clipboard.getByRole('img', { name: 'Picture to send' })).toBeVisible()
  await clipboard.getByRole('button', { name: 'Send' }).click()
  await expect.poll(() => clipboardHas('text/plain')).toBe('tide')
  expect(clipboardHas('text/html')).toBe('<b>tide</b>')
  expect(clipboardHas('image/png')?.slice(1, 4)).toBe('PNG')
  await clipboard.getByRole('button', { name: /Clear/ }).click()
  await expect.poll(() => machine.machine.clipboard.get()).toBe('')

  // The whole picture again, by the API.
  await page.getByRole('button', { name: /^Scaling/ }).click()
  await page.getByRole('menuitem', { name: 'Send full frame' }).click()
  await expect.poll(() => machine.server.requests.map(({ path }) => path)).toContain('/api/send_full_frame')

  // A picture taken by the server: half the size, never one that would end it.
  const screen = await console.openPanel('Screen')
  await screen.getByText('512 × 320', { exact: true }).click()
  await screen.getByRole('button', { name: 'Take' }).click()
  await expect(screen.getByText(/^512 × 320, /)).toBeVisible()
  expect(machine.server.requests.map(({ path }) => path)).toContain(
    '/api/get_screenshot?width=512&height=320&quality=8',
  )

  // The same screen as video, where there is an encoder for it.
  if (hasFfmpeg()) {
    await screen.getByText('H.264', { exact: true }).click()
    const stats = await console.openPanel('Stats')
    await expect(stats.getByText('KasmVideo')).toBeVisible()
    await page.reload()
    await console.connected()
    await console.openPanel('Screen')
    await expect(screen.getByRole('radio', { name: 'H.264' })).toBeChecked()
  }

  // Files, with a folder and content.
  writeFileSync(join(machine.folder, 'Downloads', 'report 1.txt'), 'tide')
  const files = await console.openPanel('Files')
  await expect(files.getByText('report 1.txt')).toBeVisible()
  const download = page.waitForEvent('download')
  await files.getByRole('link', { name: 'Download report 1.txt' }).click()
  expect(readFileSync(await (await download).path(), 'utf8')).toBe('tide')
})

test('signing in: a wrong password costs one try and a countdown; the right one is kept by no one', async ({
  kasm,
  gateway,
  console,
  page,
}) => {
  const machine = await kasm()
  const { url } = await gateway({ devices: [kasmDevice(machine)] })
  const failures = () => machine.server.blacklist.failuresOf('127.0.0.1')
  const signIn = async (password: string) => {
    await page.getByLabel('Username', { exact: true }).fill('writer')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  await page.goto(`${url}?device=kasm&lang=en`)
  await expect(console.link).toHaveText(/^Sign in/)
  expect(failures()).toBe(0) // nothing was asked before there was something to ask with
  await signIn('wrong')
  await expect(page.getByRole('alert')).toContainText('does not let us in')
  expect(failures()).toBe(1)
  await signIn('writer-pass-1')
  await expect(console.link).toHaveText(/^Reconnecting/)
  await expect(console.card).toContainText('ten seconds')
  await page.getByRole('button', { name: 'Try now' }).click()
  await console.connected()
  expect(failures()).toBe(1)
  // A writer is no owner: what owners have is absent.
  await expect(console.button('Relay')).toBeVisible()
  for (const name of ['Users', 'Files']) await expect(console.button(name)).toHaveCount(0)
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]))
  expect(kept).not.toContain('writer-pass')
  expect(kept).not.toContain(btoa('writer:writer-pass-1'))
  await page.reload()
  await console.connected() // the session cookie is still there
})

test('five bad logins close the door for everybody, and the console says so', async ({
  kasm,
  gateway,
  console,
  page,
}) => {
  let lateMs = 0
  const machine = await kasm({ blacklist: { now: () => Date.now() + lateMs } })
  const { url } = await gateway({ devices: [kasmDevice(machine, 'owner')] })
  for (let i = 0; i < 5; i++) machine.server.blacklist.failed('127.0.0.1')
  const pass = async (ms: number) => {
    lateMs += ms
    await page.clock.fastForward(ms)
  }
  await page.clock.install()
  await page.goto(`${url}?device=kasm&lang=en`)
  await expect(console.link).toHaveText(/^Reconnecting/)
  await expect(console.card).toContainText('does not let us in')
  // One knock, then silence past the block; each request meanwhile would begin it anew.
  await pass(8_000)
  expect(machine.server.requests).toEqual([])
  await pass(4_000)
  await console.link.filter({ hasText: /^Connected/ }).waitFor()
})

test('two viewers, one read-only: the roster names who comes, and keys that are not taken are said so', async ({
  kasm,
  gateway,
  console,
  page,
  browser,
}) => {
  const machine = await kasm()
  const { url } = await gateway({
    devices: [kasmDevice(machine, 'owner'), { ...kasmDevice(machine, 'viewer'), id: 'guest' }],
  })
  await console.open(url, 'kasm')
  const context = await browser.newContext()
  const other = new Console(await context.newPage())
  await other.open(url, 'guest')
  await expect(page.getByText('viewer joined')).toBeVisible()
  await expect(other.toolbar.locator('[data-action="keys"]')).toContainText('not taken')
  await other.clickAt(300, 300)
  await other.page.keyboard.type('abc')
  expect(machine.machine.inputs.filter(({ kind }) => kind !== 'pointer')).toEqual([])
  await expect(other.button('Users')).toHaveCount(0)
  await page.bringToFront()

  const users = await console.openPanel('Users')
  await expect(users.getByRole('listitem').filter({ hasText: 'viewer' })).toContainText(
    /Connected since .* from 127\.0\.0\.1/,
  )
  // A new account: its password is made up here and shown once.
  await users.getByRole('button', { name: 'Add user' }).click()
  await users.getByRole('textbox', { name: 'User name' }).fill('nina')
  await users.getByRole('button', { name: 'Generate' }).click()
  await users.getByRole('button', { name: 'Create' }).click()
  const password = await users.getByRole('status', { name: 'Password of nina' }).textContent()
  expect(machine.server.users.find('nina')).toMatchObject({ password, read: true, write: true, owner: false })
  await users.getByRole('button', { name: 'Done' }).click()
  // The owner gives the right: it acts at the next change of the screen.
  await users.getByRole('button', { name: 'Edit viewer' }).click()
  await users.getByRole('checkbox', { name: /Write/ }).check()
  await users.getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(() => machine.server.users.find('viewer'))
    .toMatchObject({ read: true, write: true, password: 'viewer-pass-1' })
  // Removed while connected: the link goes at the next change, and the login is refused from then on.
  await users.getByRole('button', { name: 'Remove viewer' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(other.link).toHaveText(/^Reconnecting/)
  await expect(page.getByText('viewer left')).toBeVisible()
  await expect(other.card).toContainText('does not let us in any more', { timeout: 15_000 })
  await expect(other.card).toContainText('The account is gone or its password changed')
  await context.close()
})

test('a relay talks to the document’s own Python program', async ({ kasm, gateway, console, page }) => {
  test.skip(!existsSync('/usr/bin/python3'), 'needs python3')
  const machine = await kasm({ relays: ['demo'] })
  const { url } = await gateway({ devices: [kasmDevice(machine, 'owner', { relay: ['demo'] })] })
  await console.open(url, 'kasm')
  const relay = await console.openPanel('Relay')
  await relay.getByRole('button', { name: 'Subscribe' }).click()
  await expect(relay.getByText('Subscribed to demo')).toBeVisible()

  const folder = mkdtempSync(join(tmpdir(), 'relay-app-'))
  const program = spawn('python3', ['-c', documentedProgram(machine.sockets.demo ?? '', folder)])
  let said = ''
  program.stdout.on('data', data => {
    said += String(data)
  })
  program.stderr.on('data', data => {
    said += String(data)
  })
  await expect.poll(() => said).toContain('sent: 1024B')
  await expect(relay.getByText('1,024 B').or(relay.getByText('1 kB')).first()).toBeVisible()
  await relay.getByRole('textbox', { name: 'Message' }).fill('hello')
  await relay.getByRole('button', { name: 'Send', exact: true }).click()
  await expect.poll(() => said).toContain('received: 5B')
  rmSync(folder, { recursive: true, force: true })
  await expect(page.getByText('hello').first()).toBeVisible()

  // One's own Disconnect withdraws nothing, and what was subscribed goes on with the next connection.
  await console.act('Disconnect')
  await expect(relay.getByRole('heading', { name: 'Relay needs a connection' })).toBeVisible()
  await console.act('Connect')
  await console.connected()
  await expect(relay.getByText('Subscribed to demo')).toBeVisible()
  await expect(relay.getByText('hello').first()).toBeVisible()
  const again = mkdtempSync(join(tmpdir(), 'relay-app-'))
  spawn('python3', ['-c', documentedProgram(machine.sockets.demo ?? '', again)])
  await expect(relay.getByText('1 kB')).toHaveCount(2)
  rmSync(again, { recursive: true, force: true })
})

test('rights that are taken while connected are said, and so is their return', async ({
  kasm,
  gateway,
  console,
  page,
}) => {
  const machine = await kasm()
  const { url } = await gateway({ devices: [kasmDevice(machine, 'writer')] })
  const put = (read: boolean, write: boolean) =>
    machine.server.users.put({ name: 'writer', password: 'writer-pass-1', read, write, owner: false })
  await console.open(url, 'kasm')
  const stats = await console.openPanel('Stats')
  await console.picture.click()
  await expect(console.toolbar.getByText('Keys: remote')).toBeVisible()
  put(true, false)
  await page.keyboard.type('abc')
  await expect(console.toolbar.getByText('Keys: not taken')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/^You may only look now/)).toBeVisible()
  put(false, false)
  const blind = page.getByRole('heading', { name: 'You may not see this screen' })
  await expect(blind).toBeVisible({ timeout: 20_000 })
  await expect(stats.getByText('No picture comes, so there is nothing to judge.')).toBeVisible()
  put(true, true)
  await expect(blind).toHaveCount(0, { timeout: 20_000 })
  await expect(console.toolbar.getByText('Keys: not taken')).toHaveCount(0, { timeout: 20_000 })
})

test('a server that takes anybody is opened without a question, where its entry says so', async ({
  kasm,
  gateway,
  console,
}) => {
  const machine = await kasm({ disableBasicAuth: true })
  const { url } = await gateway({ devices: [{ ...kasmDevice(machine), credentials: 'none' }] })
  await console.open(url, 'kasm')
  expect(machine.server.blacklist.failuresOf('127.0.0.1')).toBe(0)
  await expect(console.button('Relay')).toBeVisible()
  await expect(console.button('Users')).toHaveCount(0)
})

test('what could lock everybody out is asked twice, and a held login knows which account is its own', async ({
  kasm,
  gateway,
  console,
  page,
}) => {
  const machine = await kasm()
  const { url } = await gateway({ devices: [kasmDevice(machine, 'owner')] })
  await console.open(url, 'kasm')
  const users = await console.openPanel('Users')
  await expect(users.getByText('you', { exact: true })).toBeVisible()
  await users.getByRole('button', { name: 'Edit owner' }).click()
  await users.getByRole('checkbox', { name: 'Owner' }).uncheck()
  await users.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Give it up', exact: true }).click()
  expect(machine.server.users.find('owner')?.owner).toBe(true)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  expect(machine.server.users.find('owner')?.owner).toBe(true)
})

/** Cut out of the document; only its two paths, and the mode it writes in decimal, are ours. */
function documentedProgram(relayPath: string, folder: string): string {
  const file = new URL('../../src/devices/adapters/kasmvnc/fixtures/developer-api.txt', import.meta.url)
  const text = readFileSync(file, 'utf8')
  const from = text.indexOf('import os\nimport socket')
  const program = text.slice(
    from,
    text.indexOf('os.unlink(client_socket_path)', from) + 'os.unlink(client_socket_path)'.length,
  )
  return `import sys\nsys.stdout.reconfigure(line_buffering=True)\n${program}`
    .replace('/tmp/relay-client-', `${folder}/client-`)
    .replace('"/tmp/relay"', JSON.stringify(relayPath))
    .replace('777', '0o777')
}

test('five hundred accounts from a paste, each with its result', async ({ kasm, gateway, console }) => {
  const machine = await kasm()
  const { url } = await gateway({ devices: [kasmDevice(machine, 'owner')] })
  await console.open(url, 'kasm')
  const users = await console.openPanel('Users')
  await users.getByRole('button', { name: 'Several at once' }).click()
  const rows = Array.from({ length: 500 }, (_, i) => `student-${i},secret-${i},true,false,false`)
  await users.getByRole('textbox').fill(['name,password,read,write,owner', ...rows].join('\n'))
  await users.getByRole('button', { name: 'Make 500 changes' }).click()
  await expect(users.getByText('500 of 500')).toBeVisible({ timeout: 20_000 })
  expect(machine.server.users.list).toHaveLength(504)
  expect(machine.server.users.find('student-499')).toMatchObject({ password: 'secret-499', read: true, write: false })
  expect(machine.server.requests.filter(({ path }) => path.includes('secret'))).toEqual([])
})

test('statistics: bottlenecks of everybody, one frame with our own times in it, none on a still screen', async ({
  kasm,
  gateway,
  console,
  page,
}) => {
  const machine = await kasm()
  const still = await kasm({ machine: { desktop: { moving: false } }, frameWaitMs: 2_000 }) // a real one waits 10 s
  const { url } = await gateway({
    devices: [kasmDevice(machine, 'owner'), { ...kasmDevice(still, 'owner'), id: 'still' }],
  })
  await console.open(url, 'kasm')
  const stats = await console.openPanel('Stats')
  await expect(stats.getByText(/::websocket/).first()).toBeVisible()
  await stats.getByRole('button', { name: 'Measure a frame' }).click()
  await expect(stats.getByText(/Encoding_total/).first()).toBeVisible({ timeout: 20_000 })
  await expect(stats.getByText(/websocket: \d/).first()).toBeVisible()

  await console.open(url, 'still')
  const none = console.panel('Stats') // still open
  await none.getByRole('button', { name: 'Measure a frame' }).click()
  await expect(none.getByRole('button', { name: 'Measure a frame' })).toBeEnabled({ timeout: 20_000 })
  await expect(page.getByText(/Encoding_total|Frame not measured/).first()).toBeVisible()
})

test('the server ends an idle session, and is gone in the middle of a call', async ({
  kasm,
  gateway,
  console,
  page,
}) => {
  const machine = await kasm({ idleTimeoutMs: 2_000 })
  const mortal = await kasm()
  const { url } = await gateway({
    devices: [kasmDevice(machine, 'owner'), { ...kasmDevice(mortal, 'owner'), id: 'mortal' }],
  })
  await console.open(url, 'kasm')
  await expect(console.link).toHaveText(/^Disconnected/)
  await expect(page.getByRole('heading', { name: 'The machine ended this session' })).toBeVisible()
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await console.connected()

  await console.open(url, 'mortal')
  const users = await console.openPanel('Users')
  await expect(users.getByText('nobody-rights')).toBeVisible()
  await mortal.close()
  await users.getByRole('button', { name: 'Read again' }).click()
  await expect(users.getByText(/nothing listens|does not answer|out of reach/i).first()).toBeVisible()
  await expect(console.link).toHaveText(/^Reconnecting/)
})
