import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { DemoHouse, type FamilyDemo } from '../../server-mock/DemoHouse'
import { kasmvncDemo } from '../../server-mock/kasmvnc/demo'
import { nanokvmDemo } from '../../server-mock/nanokvm/demo'
import { pikvmDemo } from '../../server-mock/pikvm/demo'
import { vncDemo } from '../../server-mock/vnc/demo'
import { findUntranslated } from '../../src/words/pseudo'
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
    // What a panel asks for comes after its frame, and fades in.
    await page.waitForTimeout(500)
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
    // The rest of the page is looked at in accessibility.e2e.ts.
    const axe = () => new AxeBuilder({ page }).include('aside')
    const look = async (theme: string, builder: AxeBuilder) => {
      const { violations } = await builder.analyze()
      const nodes = violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}`))
      found.push(...nodes.map(problem => `${theme}: ${problem}`))
    }
    await page.goto(`${url}?device=${device?.id}&lang=en&theme=system`)
    await expect(page.locator('[data-link="connected"]')).toBeVisible({ timeout: 20_000 })
    await eachPanel(page, async panel => {
      await look(`dark ${panel}`, axe())
      // Nothing but the colours is another one.
      await page.emulateMedia({ colorScheme: 'light' })
      await look(`light ${panel}`, axe().withRules('color-contrast'))
      await page.emulateMedia({ colorScheme: 'dark' })
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
