import type { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import { expect, test, vncDevice } from '../fixtures'

/** An open machine whose whole desktop is a terminal; its program writes what it reads, byte by byte, to `typed`. */
const typing = test.extend<{ machine: TigerVnc }>({
  machine: async ({ desktop, gateway, console }, use) => {
    const machine = await desktop({ geometry: '800x600' })
    const recorder = ['sh', '-c', 'stty raw -echo; exec cat > typed']
    machine.run('xterm', ['-u8', '-bw', '0', '-geometry', '200x80+0+0', '-e', ...recorder])
    await expect.poll(() => machine.ask('ls'), { timeout: 10_000 }).toContain('typed')
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await use(machine)
  },
})

test.describe('typing', () => {
  typing(
    'arrives in a program on the desktop, with modifiers and a non-Latin character',
    async ({ machine, console, page }) => {
      await console.clickAt(400, 300)
      await page.keyboard.type('Hello, World 42!')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Control+a')
      // A Cyrillic layout: the browser gives the character in `key`, as it does for a person with such a keyboard.
      const browser = await page.context().newCDPSession(page)
      for (const type of ['keyDown', 'keyUp'] as const) {
        await browser.send('Input.dispatchKeyEvent', { type, key: 'я', code: 'KeyZ', windowsVirtualKeyCode: 90 })
      }
      await expect.poll(() => machine.ask('cat', ['typed'])).toBe('Hello, World 42!\r\u0001я')
    },
  )

  typing('Ctrl+Alt+Del is sent from the toolbar, once it is confirmed', async ({ machine, console, page }) => {
    await console.clickAt(400, 300)
    const question = page.getByRole('alertdialog', { name: 'Send Ctrl+Alt+Del to desk?' })
    await console.sendKeys('Ctrl+Alt+Del')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toBeHidden()
    await console.sendKeys('Ctrl+Alt+Del')
    await question.getByRole('button', { name: 'Send Ctrl+Alt+Del' }).click()
    // xterm sends ESC [ 3 ; 7 ~ for Delete with Ctrl and Alt.
    await expect.poll(() => machine.ask('cat', ['typed'])).toBe('\u001b[3;7~')
  })

  typing('view only lets nothing through, and takes it back', async ({ machine, console, page }) => {
    await console.button('View only').click()
    await console.clickAt(400, 300)
    await page.keyboard.type('nothing')
    await console.button('View only').click()
    await console.clickAt(400, 300)
    await page.keyboard.type('yes')
    await expect.poll(() => machine.ask('cat', ['typed'])).toBe('yes')
  })

  typing('a key held while the picture loses focus is released on the machine', async ({ machine, console, page }) => {
    await console.clickAt(400, 300)
    await page.keyboard.down('Shift')
    await console.button('Screenshot').focus()
    await page.keyboard.up('Shift')
    await console.clickAt(400, 300)
    await page.keyboard.press('a')
    // A Shift stuck on the machine would make it an A.
    await expect.poll(() => machine.ask('cat', ['typed'])).toBe('a')
  })

  test('the release chord gives the keyboard back to the page', async ({ desktop, gateway, console, page }) => {
    const machine = await desktop({ geometry: '800x600' })
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await console.clickAt(400, 300)
    await expect(console.picture).toBeFocused()
    for (const key of ['Control', 'Alt', 'Shift']) await page.keyboard.down(key)
    for (const key of ['Shift', 'Alt', 'Control']) await page.keyboard.up(key)
    await expect(console.picture).not.toBeFocused()
  })
})

test.describe('clipboard', () => {
  test('goes to the machine and comes from it', async ({ desktop, gateway, console, page }) => {
    const machine = await desktop({ geometry: '800x600', args: ['-SetPrimary=0', '-SendPrimary=0'] })
    machine.run('vncconfig', ['-nowin'])
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    await console.button('Clipboard').click()
    const panel = page.getByRole('complementary', { name: 'Clipboard' })
    await panel.getByRole('textbox', { name: 'To the machine' }).fill('héllo → machine €')
    await panel.getByRole('button', { name: 'Send' }).click()
    await expect
      .poll(() => machine.ask('xclip', ['-o', '-selection', 'clipboard']).catch(() => ''))
      .toBe('héllo → machine €')

    const copied = machine.run('sh', ['-c', "printf 'back ← again €' | xclip -i -selection clipboard -loops 9 -quiet"])
    await expect(panel.getByRole('textbox', { name: 'From the machine' })).toHaveValue('back ← again €')
    copied.kill()
  })

  test('follows this computer’s where that is wanted; where not, a paste says why it was not ours', async ({
    desktop,
    gateway,
    console,
    page,
  }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const copyHere = (text: string) => page.evaluate(copied => navigator.clipboard.writeText(copied), text)
    const machine = await desktop({ geometry: '800x600', args: ['-SetPrimary=0', '-SendPrimary=0'] })
    machine.run('vncconfig', ['-nowin'])
    const { url } = await gateway({ devices: [vncDevice(machine)] })
    await console.open(url)
    const panel = await console.openPanel('Clipboard')
    await console.clickAt(400, 300)
    await page.keyboard.press('Control+v')
    await expect(page.getByText('Pasted from the machine’s own clipboard')).toBeVisible()
    await expect(page.getByText(/stays here until you send it/)).toBeVisible()

    await copyHere('copied here €')
    await panel.getByRole('switch', { name: 'Follow this computer’s clipboard' }).click()
    await console.clickAt(400, 300)
    await expect
      .poll(() => machine.ask('xclip', ['-o', '-selection', 'clipboard']).catch(() => ''))
      .toBe('copied here €')
    const copied = machine.run('sh', ['-c', "printf 'copied there' | xclip -i -selection clipboard -loops 9 -quiet"])
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('copied there')
    copied.kill()
  })
})
