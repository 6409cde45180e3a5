import type { Page } from '@playwright/test'
import { findUntranslated } from '../../src/words/pseudo'
import { expect, test, vncDevice } from '../fixtures'

/** Words on the page that no catalogue gave, while it speaks the pseudo-language. */
function untranslated(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(${findUntranslated.toString()})(document.body)`)
}

// The names of buttons are pseudo-words here, so they are found by what never changes with the language.
test('every visible word comes from the catalogue', async ({ simulated, gateway, page }) => {
  const machine = await simulated()
  const guarded = await simulated({ name: 'Guarded', password: 'anchor' })
  const gone = { id: 'gone', family: 'vnc', url: 'vnc://127.0.0.1:9' }
  const settings = { defaults: { scaling: 'fit' }, locked: ['scaling'] }
  const { url } = await gateway({ devices: [vncDevice(machine), vncDevice(guarded, 'guarded'), gone], settings })
  const found: string[] = []
  const check = async (view: string) => {
    await page.waitForTimeout(300)
    found.push(...(await untranslated(page)).map(word => `${view}: ${word}`))
  }
  const act = (id: string) => page.locator(`[data-action="${id}"]`).first().click()

  await page.goto(`${url}?lang=qps&nonsense=1`)
  await expect(page.getByRole('link')).toHaveCount(3)
  await check('list')
  await act('log')
  await expect(page.getByRole('complementary')).toBeVisible()
  await check('list with log')
  await page.goto(`${url}?device=desk&lang=qps`)
  await expect(page.locator('[data-link="connected"]')).toBeVisible()
  await check('console')
  for (const id of ['power', 'clipboard', 'screenshot', 'log']) {
    await act(id)
    await check(id)
  }
  for (const id of ['machine', 'scaling', 'keyboard']) {
    await act(id)
    await expect(page.getByRole('menu')).toBeVisible()
    await check(id)
    await page.keyboard.press('Escape')
  }
  // Toasts are dialogs, too.
  const dialog = page.locator('[role="dialog"][data-open]')
  await act('settings')
  await expect(dialog).toBeVisible()
  await check('settings')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('Control+Shift+K')
  await expect(dialog).toBeVisible()
  await check('palette')
  await page.keyboard.press('Escape')
  await act('disconnect')
  await check('ended')

  await page.goto(`${url}?device=guarded&lang=qps`)
  await expect(page.locator('input[type="password"]')).toBeVisible()
  await check('sign in')
  await page.goto(`${url}?device=gone&lang=qps`)
  await expect(page.getByRole('button', { name: /Try/ })).toBeVisible()
  await check('lost')
  await page.goto(`${url}?device=nobody&lang=qps`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await check('unknown machine')
  expect(found).toEqual([])
})
