import { Machine } from '../../server-mock/machine/Machine'
import { before421, today } from '../../server-mock/pikvm/ages'
import { PiKvm } from '../../server-mock/pikvm/PiKvm'
import { totp } from '../../server-mock/pikvm/totp'
import { expect, openRack, refusals, test } from '../pikvm'

test.describe('a PiKVM of today', () => {
  test.use({ expectedErrors: refusals(409, 500, 502) })

  test('power: lamps, picture and what was seen of each press', async ({ rack, console, page }) => {
    const { machine, port, running } = await rack()
    await openRack(console, running.url)
    await expect(console.screen).toHaveAttribute('data-dialect', 'h264')
    await expect(console.toolbar.getByText('PWR on')).toBeAttached()
    const panel = await console.openPanel('Power')

    await panel.getByRole('button', { name: 'Power off' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Power off' }).click()
    await expect.poll(() => machine.state).toBe('shutting-down')
    // While the button is pressed and rests, nothing else can be asked.
    await expect(panel.getByRole('button', { name: 'Power on' })).toBeDisabled()
    await expect(panel.getByText(/power lamp went off after [\d.]+ s/)).toBeVisible({ timeout: 20_000 })
    await expect(console.toolbar.getByText('PWR off')).toBeAttached()
    await expect(console.screen.getByRole('heading', { name: 'No signal' })).toBeVisible()

    await panel.getByRole('button', { name: 'Power on' }).click()
    await expect(panel.getByText(/power lamp went on after [\d.]+ s/)).toBeVisible()
    await expect(console.screen.getByRole('heading', { name: 'No signal' })).toBeHidden()
    await expect(panel.getByRole('button', { name: 'Reset' })).toBeEnabled()

    await panel.getByRole('button', { name: 'Force off' }).hover()
    await page.mouse.down()
    await expect.poll(() => machine.state, { timeout: 15_000 }).toBe('off')
    await page.mouse.up()
    await panel.getByRole('button', { name: 'Wake Server' }).click()
    await expect.poll(() => machine.leds.power).toBe(true)

    // Somebody else presses while our wish is on its way: the device refuses it, and that is what is told.
    await page.route(
      '**/api/atx/**',
      async route => {
        const headers = { 'X-KVMD-User': 'admin', 'X-KVMD-Passwd': 'admin' }
        await fetch(`http://127.0.0.1:${port}/api/atx/click?button=power_long`, { method: 'POST', headers })
        await route.continue()
      },
      { times: 1 },
    )
    await panel.getByRole('button', { name: 'Power off' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Power off' }).click()
    await expect(page.getByText(/The machine is busy/).first()).toBeVisible()
  })

  test('a press whose answer is lost is not called unsent', async ({ rack, console, page }) => {
    const { machine, running } = await rack()
    await openRack(console, running.url)
    const panel = await console.openPanel('Power')
    await page.route('**/api/atx/**', async route => {
      await route.fetch()
      await route.abort()
    })
    await panel.getByRole('button', { name: 'Press power' }).click()
    await expect(panel.getByText(/^Press power: not known, it may have been done/)).toBeVisible()
    await expect.poll(() => machine.state).toBe('shutting-down')
    await expect(panel.getByText(/may have been done .*, power lamp went off after/)).toBeVisible({ timeout: 20_000 })
    await expect(page.getByText('not sent')).toHaveCount(0)
    // What the lamp makes pointless cannot be pressed.
    await expect(panel.getByRole('button', { name: 'Power off' })).toBeDisabled()
    await expect(panel.getByRole('button', { name: 'Press power' })).toBeEnabled()
    await expect(panel.getByText('The power lamp is off: there is nothing to do.').first()).toBeVisible()
  })

  test('power is that of the port on the screen, and says whose it is', async ({ rack, console, page }) => {
    const { pikvm, running } = await rack({ switchPorts: 4 })
    await openRack(console, running.url)
    await expect(console.toolbar.getByText('Port 1', { exact: true })).toBeVisible()
    await expect(console.toolbar.getByText('PWR on')).toBeAttached()
    const system = await console.openPanel('System')
    await system.getByRole('button', { name: 'Show port 2' }).click()
    await expect(console.toolbar.getByText('Port 2, Router')).toBeVisible()
    await expect(console.toolbar.getByText('PWR off')).toBeAttached()
    const panel = await console.openPanel('Power')
    await panel.getByRole('button', { name: 'Power on' }).click()
    await expect(panel.getByText(/^Power on \(Port 2, Router\) sent .*, power lamp went on/)).toBeVisible()
    await panel.getByRole('button', { name: 'Power off' }).first().click()
    const question = page.getByRole('alertdialog', { name: 'Power off Port 2, Router (Rack 7)?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await panel.getByRole('button', { name: 'Buttons of Port 3, Spare' }).click()
    await panel.getByRole('region', { name: 'Port 3, Spare' }).getByRole('button', { name: 'Press power' }).click()
    await expect(panel.getByText(/^Press power \(Port 3, Spare\) sent/)).toBeVisible()
    expect(pikvm.switch.cases.map(({ presses }) => presses.power)).toEqual([0, 1, 1, 0])
    // Nobody's port: the PiKVM's own header.
    pikvm.switch.setActive(-1)
    await expect(panel.getByRole('heading', { name: 'The device’s own header' })).toBeVisible()
    await expect(console.toolbar.getByText(/^Port /)).toHaveCount(0)
  })

  test('keyboard, mouse and typed text reach the machine, and nothing stays pressed', async ({
    rack,
    console,
    page,
  }) => {
    const { machine, pikvm, running } = await rack()
    machine.files.write('/home/ops/log.txt', '')
    await openRack(console, running.url)
    await console.clickAt(150, 300)
    await page.keyboard.type('edit log.txt')
    await page.keyboard.press('Enter')
    await expect.poll(() => machine.inputs.filter(({ kind }) => kind === 'key').length).toBeGreaterThan(24)

    const panel = await console.openPanel('Type text')
    await panel.getByRole('textbox', { name: 'Text to type' }).fill('Fan 7 replaced — “all” well.\n')
    await panel.getByRole('slider').fill('0')
    await panel.getByRole('button', { name: 'Type', exact: true }).click()
    await expect(panel.getByRole('status')).toHaveText('29 characters typed')
    await console.picture.click()
    await page.keyboard.press('Control+s')
    await expect.poll(() => machine.files.read('/home/ops/log.txt')).toContain('Fan 7 replaced - "all" well.')

    await page.keyboard.down('KeyW')
    await expect.poll(() => pikvm.hid.held).toEqual(['KeyW'])
    await page.getByRole('button', { name: 'Settings', exact: true }).focus()
    await expect.poll(() => pikvm.hid.held).toEqual([])
    await page.keyboard.up('KeyW')
    await console.picture.click()
    await page.keyboard.press('CapsLock')
    await expect(page.getByText('Caps lock on')).toBeAttached()
    await console.picture.hover()
    await page.mouse.wheel(0, 100)
    await expect.poll(() => machine.inputs.some(({ kind }) => kind === 'wheel')).toBe(true)
  })

  test('every pin of the documented scheme', async ({ rack, console, page }) => {
    const { pikvm, running } = await rack()
    await openRack(console, running.url)
    const panel = await console.openPanel('GPIO')
    await expect(panel.getByText('Switches', { exact: true })).toBeVisible()
    const channel = (name: string) => panel.locator(`[data-channel="${name}"]`)
    const confirm = () => page.getByRole('alertdialog').getByRole('button', { name: 'Do it' }).click()

    // A lamp that is wired to a button: on while it is pressed.
    await panel.getByRole('button', { name: 'Click' }).click()
    const history = panel.getByRole('region', { name: 'Changes' })
    await expect(history.getByText('Test 1 (led1)')).toHaveCount(2)
    await panel.getByRole('button', { name: 'Testing' }).click()
    await confirm()
    await expect(history.getByText('Test 2 (led2)')).toHaveCount(2)

    await panel.getByRole('switch', { name: 'Relay #1' }).click()
    await confirm()
    await expect(panel.getByRole('switch', { name: 'Relay #1' })).toBeChecked()
    expect(pikvm.gpio.isOn('relay1')).toBe(true)

    await panel.getByRole('switch', { name: 'Relay #2' }).click()
    await expect(panel.getByRole('switch', { name: 'Relay #2' })).toBeChecked()
    await panel.getByRole('spinbutton', { name: 'Seconds for Boop 2.0' }).fill('0.5')
    await panel.getByRole('button', { name: 'Boop 2.0' }).click()
    await expect(channel('relay2')).toHaveAttribute('data-busy', 'true')
    // Busy says `false` whatever is so: the switch keeps what was last known.
    await expect(panel.getByRole('switch', { name: 'Relay #2' })).toBeChecked()
    await expect(channel('relay2')).toHaveAttribute('data-busy', 'false')

    await panel.getByRole('button', { name: 'Run sleep 3' }).click()
    await confirm()
    await expect(channel('cmd1')).toHaveAttribute('data-busy', 'true')
    await panel.getByRole('button', { name: 'Fail' }).click()
    await expect(page.getByText(/^Fail pressed/)).toBeVisible()

    // Pressed by somebody else.
    pikvm.gpio.setInput('led2', true)
    await expect(channel('led2')).toHaveAttribute('data-on', 'true')
  })

  test('the device restarts in the middle, and everything comes back', async ({ rack, console, page }) => {
    const { pikvm, machine, running } = await rack({ switchPorts: 4 })
    await openRack(console, running.url)
    const panel = await console.openPanel('System')
    await expect(panel.locator('[data-fact="version"]')).toHaveText('kvmd 4.197')
    await panel.getByRole('button', { name: 'Show port 2' }).click()
    await expect(panel.locator('[data-port="2"]')).toHaveAttribute('data-active', 'true')
    pikvm.info.setUndervoltage(true)
    await expect(panel.getByText('Undervoltage')).toBeVisible()

    await page.keyboard.down('Shift')
    pikvm.pause()
    await expect(console.link).toHaveText(/^Reconnecting/)
    await expect(console.screen).toHaveAttribute('data-still', 'true')
    await page.keyboard.up('Shift')
    pikvm.resume()
    await console.connected()
    await expect(panel.locator('[data-fact="version"]')).toHaveText('kvmd 4.197')
    await expect.poll(() => pikvm.events.count).toBe(1)
    expect(pikvm.hid.held).toEqual([])

    await panel.getByText('Log', { exact: true }).click()
    await expect(panel.getByRole('region', { name: 'Log of the device' })).toContainText('Running kvmd')
    pikvm.log.write('kvmd', 'kvmd.test', 'something new')
    await expect(panel.getByText(/something new/)).toBeVisible()
    await panel.getByRole('button', { name: 'Follow' }).click()
    pikvm.log.write('kvmd', 'kvmd.test', 'while paused')
    await expect(panel.getByRole('status')).toHaveText('Paused, 1 newer')
    await panel.getByRole('searchbox', { name: 'Find in the log' }).fill('NEW')
    await expect(panel.getByText(/Running kvmd/)).toBeHidden()
    await panel.getByText('Metrics', { exact: true }).click()
    await expect(panel.getByRole('row', { name: 'pikvm_atx_power 1' })).toBeVisible()

    const screen = await console.openPanel('Screen')
    await screen.getByText('MJPEG', { exact: true }).click()
    await expect(console.screen).toHaveAttribute('data-dialect', 'mjpeg')
    await screen.getByRole('slider', { name: 'Picture quality' }).fill('40')
    await screen.getByRole('slider', { name: 'Picture quality' }).blur()
    await expect.poll(() => pikvm.streamer.quality, { timeout: 10_000 }).toBe(40)
    // The daemon starts anew, and the picture with it.
    const before = Number(await console.screen.getAttribute('data-frames'))
    machine.type('x')
    await expect
      .poll(async () => Number(await console.screen.getAttribute('data-frames')), { timeout: 15_000 })
      .toBeGreaterThan(before)
    // The way that was chosen is taken at once on the next visit.
    const streams: string[] = []
    page.on('request', request => streams.push(request.url()))
    page.on('websocket', socket => streams.push(socket.url()))
    await page.reload()
    await console.connected()
    await expect(console.screen).toHaveAttribute('data-dialect', 'mjpeg')
    expect(streams.filter(url => url.includes('/api/media/ws'))).toEqual([])
  })
})

test.describe('signing in', () => {
  test.use({ expectedErrors: refusals(400, 401, 403) })

  test('a wrong password, a one-time code, and a session that ends while somebody works', async ({
    rack,
    console,
    page,
  }) => {
    const secret = 'twelve anchors'
    const { pikvm, machine, running } = await rack({ asks: true, totpSecret: secret })
    await page.goto(`${running.url}?device=rack&lang=en`)
    const form = page.getByRole('dialog', { name: 'Sign in to Rack 7' })
    const signIn = async (password: string) => {
      await form.getByRole('textbox', { name: 'Username' }).fill('admin')
      await form.getByLabel('Password').fill(password)
      await form.getByLabel('One-time code').fill(totp(secret, Date.now()))
      await form.getByText('12 h', { exact: true }).click()
      await form.getByRole('button', { name: 'Sign in' }).click()
    }
    await signIn('wrong')
    await expect(form.getByRole('alert')).toContainText('User name or password is wrong')
    await signIn('admin')
    await console.connected()

    const panel = await console.openPanel('Type text')
    await panel.getByRole('textbox', { name: 'Text to type' }).fill('half a thought')
    pikvm.accounts.forgetSessions()
    await panel.getByRole('button', { name: 'Type', exact: true }).click()
    await expect(form.getByRole('alert')).toContainText('You are signed out')
    await expect(console.link).toHaveText(/^Sign in/)
    await signIn('admin')
    await console.connected()
    // What stood on the page still stands there.
    await expect(panel.getByRole('textbox', { name: 'Text to type' })).toHaveValue('half a thought')
    await panel.getByRole('button', { name: 'Type', exact: true }).click()
    await expect(panel.getByText('14 characters typed')).toBeVisible()
    expect(machine.inputs.some(input => input.kind === 'key' && input.code === 'KeyH')).toBe(true)
  })

  test('the gateway’s password is wrong: said, and not asked for', async ({ rack, page }) => {
    const { running } = await rack({ users: { admin: 'changed' } })
    await page.goto(`${running.url}?lang=en`)
    await expect(page.getByText('The gateway’s credentials are not accepted')).toBeVisible()
    await page.goto(`${running.url}?device=rack&lang=en`)
    await expect(page.getByRole('heading', { name: 'The gateway’s credentials are not accepted' })).toBeVisible()
    await expect(page.getByRole('dialog', { name: 'Sign in to Rack 7' })).toHaveCount(0)
  })

  test('a session that lives on can be left after a reload, and leaves no picture', async ({ rack, console, page }) => {
    const { running } = await rack({ asks: true })
    await page.goto(`${running.url}?device=rack&lang=en`)
    const form = page.getByRole('dialog', { name: 'Sign in to Rack 7' })
    await expect(form.getByText('Kept as a cookie for this machine only')).toBeVisible()
    await form.getByRole('textbox', { name: 'Username' }).fill('Admin of mine')
    await form.getByLabel('Password').fill('admin')
    await form.getByRole('button', { name: 'Sign in' }).click()
    await expect(form.getByRole('alert')).toContainText('No account can be called that')
    await form.getByRole('textbox', { name: 'Username' }).fill('admin')
    await form.getByLabel('Password').fill('admin')
    await form.getByRole('button', { name: 'Sign in' }).click()
    await console.connected()
    await page.reload()
    await console.connected()
    await expect(console.picture).toBeVisible()
    await console.toolbar.getByRole('button', { name: /^Machine:/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(form).toBeVisible()
    await expect(console.picture).toBeHidden()
    await page.reload()
    await expect(form).toBeVisible()
  })
})

test.describe('what the device does by itself', () => {
  test.use({ expectedErrors: refusals(503) })

  test('H.264 that this browser cannot show, a picture and text by the device, mouse, jiggler and drive', async ({
    rack,
    console,
    page,
  }) => {
    test.setTimeout(60_000)
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoDecoder'))
    const { machine, pikvm, running } = await rack()
    pikvm.msd.store.add('tools.iso', 1 << 20)
    pikvm.msd.reindex()
    await openRack(console, running.url)
    await expect(console.screen).toHaveAttribute('data-dialect', 'mjpeg')
    const screen = await console.openPanel('Screen')
    await expect(screen.getByText('This browser has no video decoder for pages')).toBeVisible()
    await screen.getByRole('button', { name: 'Take', exact: true }).click()
    await expect(screen.getByText(/^800 × 600, /)).toBeVisible()

    const reader = await console.openPanel('Read text')
    await reader.getByRole('button', { name: 'Read on the device' }).click()
    await expect(reader.getByRole('textbox', { name: 'Text' })).toHaveValue(/Watch notes/, { timeout: 30_000 })
    await expect(reader.getByText('Read by the device')).toBeVisible()

    const picture = await console.picture.boundingBox()
    const finger = { x: (picture?.x ?? 0) + 80, y: (picture?.y ?? 0) + 90 }
    const browser = await page.context().newCDPSession(page)
    await browser.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [finger] })
    await browser.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await expect.poll(() => machine.inputs.filter(({ kind }) => kind === 'button').length).toBe(2)
    const system = await console.openPanel('System')
    await system.getByText('Settings', { exact: true }).click()
    const mouse = () => pikvm.hid.state().mouse
    await system.getByRole('checkbox', { name: 'Move the mouse when idle' }).click()
    await expect.poll(() => pikvm.hid.state().jiggler).toMatchObject({ active: true })
    await system.getByRole('group', { name: 'Pointer' }).getByText('Relative').click()
    await expect.poll(mouse).toMatchObject({ absolute: false, outputs: { active: 'usb_rel' } })
    await console.clickAt(400, 300)
    await expect.poll(() => page.evaluate(() => document.pointerLockElement !== null)).toBe(true)
    const { x } = machine.cursor
    await page.mouse.move((picture?.x ?? 0) + (picture?.width ?? 0) - 40, finger.y)
    await expect.poll(() => machine.cursor.x).toBeGreaterThan(x)
    // The click that took hold of the mouse pressed nothing there.
    expect(machine.inputs.filter(({ kind }) => kind === 'button')).toHaveLength(2)
    await page.evaluate(() => document.exitPointerLock())
    await system.getByRole('combobox', { name: 'Mouse output' }).selectOption('usb')
    await expect.poll(mouse).toMatchObject({ absolute: true })
    const reset = page.waitForResponse(answer => answer.url().includes('/api/hid/reset'))
    await system.getByRole('button', { name: 'Replug keyboard and mouse' }).click()
    expect((await reset).status()).toBe(200)

    const media = await console.openPanel('Media')
    await media.getByRole('listitem', { name: 'tools.iso' }).getByRole('button', { name: 'Mount' }).click()
    await expect(media.getByText('tools.iso is in as a CD')).toBeVisible()
    await media.getByRole('button', { name: 'Reset drive' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reset drive' }).click()
    await expect(media.getByText('Nothing mounted')).toBeVisible()

    const stats = await console.openPanel('Stats')
    await expect(stats.getByRole('heading', { name: 'Stream', exact: true })).toBeVisible()
  })
})

test.describe('the picture of its own VNC server', () => {
  test.use({ expectedErrors: refusals(401, 403) })

  test('the gateway signs in under TLS; keys go on over the event socket', async ({ rack, console, page }) => {
    const { machine, pikvm, running } = await rack({ vnc: {} })
    await openRack(console, running.url)
    await expect(console.screen).toHaveAttribute('data-dialect', 'h264')
    const frames = async () => Number(await console.screen.getAttribute('data-frames'))
    const before = await frames()
    const panel = await console.openPanel('Screen')
    await panel.getByText('VNC', { exact: true }).click()
    await expect(console.screen).toHaveAttribute('data-dialect', 'rfb')
    expect(pikvm.vnc?.signedInBy).toEqual([259])
    await expect(console.screen).toHaveAttribute('data-framebuffer', '800x600')
    expect(await frames()).toBeGreaterThan(before)
    // What a viewer asks for counts for everybody: it asked for what there was.
    expect(pikvm.streamer.quality).toBe(80)

    await console.clickAt(150, 300)
    await page.keyboard.down('KeyQ')
    await expect.poll(() => pikvm.hid.held).toEqual(['KeyQ'])
    await page.keyboard.up('KeyQ')
    expect(machine.cursor.x).toBe(150)
    const shown = await frames()
    await page.keyboard.type('ls')
    await expect.poll(frames).toBeGreaterThan(shown)

    // Its daemon starts anew, then goes for good.
    pikvm.vnc?.cut()
    await expect(console.screen).toHaveAttribute('data-still', 'true')
    await expect(console.screen).toHaveAttribute('data-still', 'false')
    await pikvm.vnc?.close()
    await expect(panel.getByText(/VNC server gave no picture/)).toBeVisible({ timeout: 15_000 })
    await expect(console.screen).toHaveAttribute('data-dialect', 'h264')
    await expect(console.screen).toHaveAttribute('data-still', 'false')
  })

  test('asks for a sign-in of its own, which can be left', async ({ rack, console, page }) => {
    const { pikvm, running } = await rack({ asks: true, vnc: { vncAuthPassword: 'moor' } })
    await page.goto(`${running.url}?device=rack&lang=en`)
    const form = page.getByRole('dialog', { name: 'Sign in to Rack 7' })
    const signIn = async (password: string) => {
      await form.getByRole('textbox', { name: 'Username' }).fill('admin')
      await form.getByLabel('Password').fill(password)
      await form.getByRole('button', { name: 'Sign in' }).click()
    }
    await signIn('admin')
    await console.connected()
    const panel = await console.openPanel('Screen')
    await panel.getByText('VNC', { exact: true }).click()
    await expect(form).toContainText('This is for the VNC server of Rack 7')
    await form.getByRole('button', { name: 'Cancel' }).click()
    await console.connected()
    await expect(console.screen).toHaveAttribute('data-dialect', 'h264')

    await panel.getByText('VNC', { exact: true }).click()
    await signIn('wrong')
    await expect(form.getByRole('alert')).toContainText('User name or password is wrong')
    await signIn('admin')
    await console.connected()
    await expect(console.screen).toHaveAttribute('data-dialect', 'rfb')
    expect(pikvm.vnc?.signedInBy).toEqual([256])
    // Known from here on.
    await panel.getByText('MJPEG', { exact: true }).click()
    await expect(console.screen).toHaveAttribute('data-dialect', 'mjpeg')
    await panel.getByText('VNC', { exact: true }).click()
    await expect(console.screen).toHaveAttribute('data-dialect', 'rfb')
  })
})

for (const [name, age] of Object.entries({ today, before421 })) {
  test.describe(`kvmd ${age.version}`, () => {
    test.use({ expectedErrors: refusals(401, 403) })

    test(`shows, controls and lists in ${name}`, async ({ rack, console, page }) => {
      const { machine, pikvm, running } = await rack({ asks: true, age })
      pikvm.msd.store.add('tools.iso', 412_090_368)
      pikvm.msd.reindex()
      await page.goto(`${running.url}?device=rack&lang=en`)
      const form = page.getByRole('dialog', { name: 'Sign in to Rack 7' })
      await form.getByRole('textbox', { name: 'Username' }).fill('admin')
      await form.getByLabel('Password').fill('admin')
      await form.getByRole('button', { name: 'Sign in' }).click()
      await console.connected()
      await expect(console.screen).toHaveAttribute('data-dialect', age === today ? 'h264' : 'mjpeg')
      await expect(console.screen).toHaveAttribute('data-framebuffer', '800x600')
      // The bar finds its words when the first round trip is known.
      await expect(console.toolbar.getByText(/· \d+ ms/)).toBeVisible()

      await console.clickAt(150, 300)
      await page.keyboard.type('ls')
      await expect.poll(() => machine.inputs.some(input => input.kind === 'key' && input.code === 'KeyL')).toBe(true)
      await expect.poll(() => pikvm.hid.held).toEqual([])

      const gpio = await console.openPanel('GPIO')
      await gpio.getByRole('switch', { name: 'Relay #2' }).click()
      await expect(gpio.getByRole('switch', { name: 'Relay #2' })).toBeChecked()
      const media = await console.openPanel('Media')
      const row = media.getByRole('listitem', { name: 'tools.iso' })
      await row.getByRole('button', { name: 'Mount' }).click()
      await expect(media.getByText('tools.iso is in as a CD')).toBeVisible()
      expect(machine.media).toMatchObject([{ name: 'tools.iso', kind: 'cd' }])
      const power = await console.openPanel('Power')
      await power.getByRole('button', { name: 'Reset' }).hover()
      await page.mouse.down()
      // Started from what was mounted.
      await expect.poll(() => machine.state, { timeout: 20_000 }).toBe('installer')
      await page.mouse.up()
    })
  })
}

test.describe('on the device itself', () => {
  test.use({ expectedErrors: refusals(401, 404) })

  test('the build in its web root finds the device, and signs in there', async ({ console, page }) => {
    const machine = new Machine({ widthPx: 800, heightPx: 600, start: 'desktop' })
    const pikvm = new PiKvm(machine, { pages: process.env.WHEELHOUSE_DIST ?? '' })
    const port = await pikvm.listen()
    await page.goto(`http://127.0.0.1:${port}/?lang=en`)
    const form = page.getByRole('dialog', { name: /^Sign in to/ })
    await expect(form.or(page.getByRole('link', { name: /127\.0\.0\.1/ }))).toBeVisible()
    if (!(await form.isVisible())) await page.getByRole('link', { name: /127\.0\.0\.1/ }).click()
    await form.getByRole('textbox', { name: 'Username' }).fill('admin')
    await form.getByLabel('Password').fill('admin')
    await form.getByRole('button', { name: 'Sign in' }).click()
    await console.connected()
    await expect(console.screen).toHaveAttribute('data-framebuffer', '800x600')
    const panel = await console.openPanel('Media')
    await expect(panel.getByText('No images yet')).toBeVisible()
    await page.close()
    await pikvm.close()
    machine.dispose()
  })
})
