import type { Page } from '@playwright/test'
import { DemoHouse, type FamilyDemo } from '../../server-mock/DemoHouse'
import { kasmvncDemo } from '../../server-mock/kasmvnc/demo'
import { nanokvmDemo } from '../../server-mock/nanokvm/demo'
import { pikvmDemo } from '../../server-mock/pikvm/demo'
import { vncDemo } from '../../server-mock/vnc/demo'
import { findUntranslated } from '../../src/words/pseudo'
import { problemsInBothThemes } from '../axe'
import { test as base, expect } from '../fixtures'

/* Every panel of the demo machines that `npm start` opens at once: axe in both themes, and no word past the catalogue. */

const families = { vnc: vncDemo, kasmvnc: kasmvncDemo, pikvm: pikvmDemo, nanokvm: nanokvmDemo }

const test = base.extend<{ demo: (family: FamilyDemo) => Promise<readonly object[]> }>({
  demo: async ({ page }, use) => {
    const house = new DemoHouse()
    await use(family => family(house))
    await page.close()
    await house.close()
  },
})

// Two rounds of a dozen panels in each.
test.setTimeout(180_000)

/** Opens each panel by its button, or by its line under `More`; the words may be pseudo-words. */
async function eachPanel(page: Page, look: (panel: string) => Promise<void>): Promise<void> {
  const buttons = page.getByRole('toolbar').locator('[data-action][aria-expanded]:not([aria-haspopup])')
  const ids = await buttons.evaluateAll(all => all.map(button => button.getAttribute('data-action') ?? ''))
  expect(ids.length).toBeGreaterThan(3)
  for (const id of ids) {
    await page.locator(`[data-action="${id}"]`).first().click()
    await expect(page.getByRole('complementary')).toBeVisible()
    // What a panel asks for comes after its frame.
    await page.waitForTimeout(200)
    await look(id)
  }
}

for (const [name, family] of Object.entries(families)) {
  test(`${name}: axe finds nothing in any panel, in both themes, and every word is the catalogue’s`, async ({
    demo,
    gateway,
    page,
  }) => {
    const [device] = (await demo(family)) as readonly { id: string }[]
    const { url } = await gateway({ devices: [device] })
    const found: string[] = []
    await page.goto(`${url}?device=${device?.id}&lang=en&theme=system`)
    await expect(page.locator('[data-link="connected"]')).toBeVisible({ timeout: 20_000 })
    await eachPanel(page, async panel => {
      // The rest of the page is looked at in accessibility.e2e.ts.
      found.push(...(await problemsInBothThemes(page, 'aside')).map(problem => `${panel}: ${problem}`))
    })
    await page.goto(`${url}?device=${device?.id}&lang=qps`)
    await expect(page.locator('[data-link="connected"]')).toBeVisible({ timeout: 20_000 })
    await eachPanel(page, async panel => {
      const words = await page.evaluate<string[]>(`(${findUntranslated.toString()})(document.body)`)
      found.push(...words.map(word => `words ${panel}: ${word}`))
    })
    expect(found).toEqual([])
  })
}
