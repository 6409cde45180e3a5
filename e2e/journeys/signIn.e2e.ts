import { makeIdentity } from '../../server-mock/vnc/Ra2ne'
import { expect, test, vncDevice } from '../fixtures'

test.describe('a server that proves who it is', () => {
  test.use({ expectedErrors: [/WebSocket connection/] }) // while it is set up anew

  test('its key is shown, remembered, and warned about when it has changed', async ({
    simulated,
    gateway,
    console,
    page,
  }) => {
    const first = await simulated({ identity: makeIdentity(), user: 'ops', password: 'a longer harbour' })
    const { url } = await gateway({ devices: [vncDevice(first)] })
    const card = page.getByRole('dialog', { name: 'Is this desk?' })
    const signIn = page.getByRole('dialog', { name: 'Sign in to desk' })
    const enter = async (password: string) => {
      await signIn.getByLabel('Username').fill('ops')
      await signIn.getByLabel('Password').fill(password)
      await signIn.getByRole('button', { name: 'Sign in' }).click()
    }
    await page.goto(`${url}?device=desk&lang=en`)
    await expect(card).toContainText('was not seen before')
    await expect(card).toContainText(first.identity?.fingerprint ?? 'no key')
    await card.getByRole('button', { name: 'Accept the key' }).click()
    await enter('wrong')
    await expect(signIn).toContainText(/refused|not accepted|wrong/i)
    await enter('a longer harbour')
    await console.connected()

    // Known by now: nothing is asked but the password.
    await page.reload()
    await expect(signIn).toBeVisible()
    await expect(card).toBeHidden()

    await first.close()
    const other = makeIdentity()
    await simulated({ port: first.port, identity: other, user: 'ops', password: 'a longer harbour' })
    await page.reload()
    await expect(card).toContainText('has changed since you accepted it')
    await expect(card).toContainText(other.fingerprint)
    await expect(card).toContainText(first.identity?.fingerprint ?? 'no key')
    await card.getByRole('button', { name: 'Do not connect' }).click()
    await expect(console.link).toHaveText(/^Disconnected/)
  })
})

test('a host of several machines asks which, with user and password', async ({ simulated, gateway, console, page }) => {
  const { port } = await simulated({ target: 'rack-4', user: 'ops', password: 'anchor' })
  const { url } = await gateway({ devices: [vncDevice({ port })] })
  await page.goto(`${url}?device=desk&lang=en`)
  const signIn = page.getByRole('dialog', { name: 'Sign in to desk' })
  await signIn.getByLabel('Username').fill('ops')
  await signIn.getByLabel('Password').fill('anchor')
  await signIn.getByLabel('Target').fill('rack-4')
  await signIn.getByRole('button', { name: 'Sign in' }).click()
  await console.connected()
})

test('TigerVNC asks the system for user and password, over a way that only the gateway protects', async ({
  desktop,
  gateway,
  console,
  page,
}) => {
  test.skip(process.getuid?.() !== 0, 'needs root, whom the service `su` lets through')
  const machine = await desktop({ args: ['-SecurityTypes', 'Plain', '-PlainUsers', '*', '-PAMService', 'su'] })
  const { url } = await gateway({ devices: [vncDevice(machine)] })
  await page.goto(`${url}?device=desk&lang=en`)
  const signIn = page.getByRole('dialog', { name: 'Sign in to desk' })
  await signIn.getByLabel('Username').fill('root')
  await signIn.getByLabel('Password').fill('anything')
  await signIn.getByRole('button', { name: 'Sign in' }).click()
  await console.connected()
})
