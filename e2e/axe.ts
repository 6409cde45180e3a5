import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/**
 * Everything axe has to say of the page as it stands, or of one part of it, in the dark theme and in the light one, by
 * theme, rule and place. The page follows the system's theme.
 */
export async function problemsInBothThemes(page: Page, part?: string): Promise<string[]> {
  // What fades in is measured when it is there.
  await page.waitForTimeout(400)
  const axe = () => (part ? new AxeBuilder({ page }).include(part) : new AxeBuilder({ page }))
  const dark = await told('dark', axe())
  await page.emulateMedia({ colorScheme: 'light' })
  await changed(page)
  // Nothing but the colours is another one.
  const light = await told('light', axe().withRules('color-contrast'))
  await page.emulateMedia({ colorScheme: 'dark' })
  return [...dark, ...light]
}

/** Colours fade into one another, and are measured when they have. */
async function changed(page: Page): Promise<void> {
  await page.evaluate(() => {
    const fading = document.getAnimations().filter(animation => animation instanceof CSSTransition)
    return Promise.allSettled(fading.map(({ finished }) => finished))
  })
}

async function told(theme: string, axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze()
  return violations.flatMap(rule => rule.nodes.map(node => `${theme}: ${rule.id}: ${node.target.join(' ')}`))
}
