import { startVncMachine, type VncMachine } from '../../server-mock/vnc/VncMachine'
import { test as base, expect } from '../fixtures'

/** The simulated machine behind a VNC server that offers XVP. */
const test = base.extend<{ machine: VncMachine }>({
  machine: async ({ page, gateway, console }, use) => {
    const machine = await startVncMachine({ name: 'rack', geometry: '800x600' })
    const { url } = await gateway({
      devices: [{ id: 'desk', name: 'Rack 7', family: 'vnc', url: `vnc://127.0.0.1:${machine.port}` }],
    })
    await console.open(url)
    await use(machine)
    await page.close()
    await machine.close()
  },
})

test.describe('power over VNC', () => {
  test('reset must be held, and letting go early does nothing', async ({ machine, console, page }) => {
    await console.button('Power').click()
    const panel = page.getByRole('complementary', { name: 'Power' })
    const reset = panel.getByRole('button', { name: 'Reset' })
    await reset.click()
    expect(machine.machine.state).toBe('desktop')

    await reset.hover()
    await page.mouse.down()
    await expect.poll(() => machine.machine.state).not.toBe('desktop')
    await page.mouse.up()
    await expect(panel.getByText(/^Reset sent/)).toBeVisible()
  })

  test('by keyboard, a reboot is asked of the machine', async ({ machine, console, page }) => {
    await console.button('Power').click()
    const reboot = page.getByRole('complementary', { name: 'Power' }).getByRole('button', { name: 'Reboot' })
    await reboot.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => machine.machine.state).toMatch(/shutting-down|firmware|booting/)
  })
})

test.describe('the simulated machine', () => {
  test('takes what is typed into its editor', async ({ machine, console, page }) => {
    machine.machine.files.write('/home/ops/log.txt', '')
    await console.clickAt(200, 300)
    await page.keyboard.type('edit log.txt')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Fan replaced.')
    await page.keyboard.press('Control+s')
    await expect.poll(() => machine.machine.files.read('/home/ops/log.txt')).toContain('Fan replaced.')
  })
})
