import { expect, kasmDevice, test } from '../fixtures'

test('an owner sees the screen, types, and finds every panel', async ({ kasm, gateway, console, page }) => {
  const machine = await kasm({ relays: ['demo'], servesDownloads: true })
  const { url } = await gateway({ devices: [kasmDevice(machine, 'owner', { relay: ['demo'] })] })
  await console.open(url, 'kasm')
  await expect(console.screen).toHaveAttribute('data-dialect', 'kasmvnc')
  expect(await console.framebuffer()).toBe('1024x640')
  await console.clickAt(500, 300)
  await expect.poll(() => machine.machine.inputs.filter(({ kind }) => kind === 'button').length).toBe(2)
  await page.keyboard.type('a')
  const pressed = () => machine.machine.inputs.filter(input => input.kind === 'keysym' && input.keysym === 97)
  await expect.poll(() => pressed().length).toBe(2)
  for (const name of ['Users', 'Relay', 'Files', 'Stats', 'Clipboard']) await expect(console.button(name)).toBeVisible()
})
