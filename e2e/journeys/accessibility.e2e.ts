import { problemsInBothThemes } from '../axe'
import { expect, test, vncDevice } from '../fixtures'

// axe looks at every element of eight views, twice.
test.setTimeout(90_000)

test('axe finds nothing in the list and the console', async ({ simulated, gateway, console, page }) => {
  const machine = await simulated()
  const { url } = await gateway({ devices: [vncDevice(machine)] })
  const found: string[] = []
  const check = async (view: string) => {
    found.push(...(await problemsInBothThemes(page)).map(problem => `${view}: ${problem}`))
  }
  await page.goto(`${url}?lang=en`)
  await expect(page.getByRole('link', { name: 'desk' })).toBeVisible()
  await check('list')
  await page.getByRole('button', { name: 'Log' }).click()
  await expect(console.panel('Log')).toBeVisible()
  await check('list with log')
  await console.open(url)
  await check('console')
  // The panels of every family: panels.e2e.ts.
  await console.openPanel('Log')
  await console.button('Screenshot').click()
  await expect(console.panel('Log').getByRole('listitem')).toHaveCount(1)
  await check('log and toast')
  expect(found).toEqual([])
})

test('axe finds nothing in any menu, dialog or card', async ({ simulated, gateway, console, page }) => {
  const machine = await simulated()
  const guarded = await simulated({ name: 'Guarded', password: 'anchor' })
  const gone = { id: 'gone', family: 'vnc', url: 'vnc://127.0.0.1:9' }
  const { url } = await gateway({
    devices: [vncDevice(machine), vncDevice(guarded, 'guarded'), gone],
    settings: { defaults: { scaling: 'fit' }, locked: ['scaling'] },
  })
  const found: string[] = []
  const check = async (view: string) => {
    found.push(...(await problemsInBothThemes(page)).map(problem => `${view}: ${problem}`))
  }
  await console.open(url)
  await console.button('Keyboard').click()
  await expect(page.getByRole('menu')).toBeVisible()
  await check('menu')
  await page.keyboard.press('Escape')
  await console.openSettings()
  await check('settings')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+K')
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
  await check('palette')
  await page.goto(`${url}?device=guarded&lang=en`)
  await expect(page.getByLabel('Password', { exact: true })).toBeVisible()
  await check('sign in')
  await page.goto(`${url}?device=gone&lang=en`)
  await expect(console.card).toBeVisible()
  await console.card.getByRole('button', { name: 'Details' }).click()
  await check('lost')
  await page.goto(`${url}?device=nobody&lang=en`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await check('unknown machine')
  expect(found).toEqual([])
})

test('with the system’s own colours and without motion, states stay told', async ({ openDesk, console, page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce', contrast: 'more' })
  await openDesk()
  const background = (name: string) => console.button(name).evaluate(button => getComputedStyle(button).backgroundColor)
  const plain = await background('View only')
  await console.button('View only').click()
  await page.mouse.move(400, 400)
  await expect.poll(() => background('View only')).not.toBe(plain)
  expect(await problemsInBothThemes(page)).toEqual([])
})
