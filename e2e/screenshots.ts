import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium as browserType, type Page } from '@playwright/test'
import { startVncMachine } from '../server-mock/vnc/VncMachine'
import { startConsole } from '../src/gateway/startConsole'
import buildPage from './build'
import { chromium } from './chromium'
import { Console } from './page-objects/Console'

/*
 * `npm run screenshots`: makes the pictures of `docs/screenshots` at 1440x900 in both themes, from a running console on
 * simulated machines.
 */

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))
const geometry = '1440x810'

type Shoot = (view: string) => Promise<void>

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await buildPage()
  const machine = await startVncMachine({ name: 'build-01', geometry })
  const guarded = await startVncMachine({ name: 'desk-amy', geometry, password: 'anchor' })
  const other = await startVncMachine({ name: 'rack-7', geometry, machine: { start: 'login' } })
  // Restarted for each theme: it is the one whose link is lost.
  let fragile = await startVncMachine({ name: 'edge-fra-2', geometry })
  const device = (id: string, group: string, { port }: { port: number }) => ({
    ...{ id, name: id, group, family: 'vnc', url: `vnc://127.0.0.1:${port}` },
  })
  const devices = [
    ...[device('build-01', 'Lab', machine), device('rack-7', 'Lab', other), device('rack-8', 'Lab', other)],
    ...[
      device('edge-fra-2', 'Lab', fragile),
      device('desk-amy', 'Desks', guarded),
      device('desk-sim', 'Desks', machine),
    ],
  ]
  const running = await startConsole({ config: { devices }, dist: process.env.WHEELHOUSE_DIST ?? '' })
  const browser = await browserType.launch(chromium)
  for (const theme of ['dark', 'light'] as const) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme, locale: 'en-GB' })
    const shoot: Shoot = async view => {
      // Until the fonts are there and nothing fades in any more.
      await page.evaluate(async () => void (await document.fonts.ready))
      await page.waitForTimeout(700)
      await page.screenshot({ path: `${folder}${view}-${theme}.png` })
      console.log(`${view}-${theme}.png`)
    }
    await takeConsole(page, running.url, shoot)
    await takeHome(page, shoot)
    await takeLost(page, running.url, shoot, fragile.close)
    fragile = await startVncMachine({ name: 'edge-fra-2', geometry, port: fragile.port })
    await takeSignIn(page, running.url, shoot)
    await page.close()
  }
  await browser.close()
  await running.close()
  for (const each of [machine, guarded, other, fragile]) await each.close()
}

async function takeConsole(page: Page, url: string, shoot: Shoot): Promise<void> {
  const view = new Console(page)
  await view.open(url, 'build-01')
  await view.clickAt(300, 400)
  for (const line of ['uname -a', 'ls', 'date']) {
    await page.keyboard.type(line, { delay: 20 })
    await page.keyboard.press('Enter')
    await page.waitForTimeout(400)
  }
  await shoot('console')
  await view.openPanel('Power')
  await shoot('console-panel')
  await page.keyboard.press('Escape')
  await view.openSettings()
  await shoot('settings')
  await page.keyboard.press('Escape')
}

/** After a second machine was open, so that the list has two pictures. */
async function takeHome(page: Page, shoot: Shoot): Promise<void> {
  const view = new Console(page)
  const toList = async () => {
    await view.toolbar.getByRole('button', { name: /^Machine/ }).click()
    await page.getByRole('menuitem', { name: 'All machines' }).click()
  }
  await toList()
  await page.getByRole('link', { name: 'rack-7' }).click()
  await view.connected()
  await page.waitForTimeout(500)
  await toList()
  await page.getByRole('link', { name: 'build-01' }).focus()
  await shoot('home')
}

async function takeLost(page: Page, url: string, shoot: Shoot, cut: () => Promise<void>): Promise<void> {
  const view = new Console(page)
  await view.open(url, 'edge-fra-2')
  await page.waitForTimeout(1_500)
  await cut()
  await page.getByRole('button', { name: 'Try now' }).waitFor()
  // The first tries come at once: later there is a wait to be seen.
  await page.getByText('attempt 3').waitFor({ timeout: 30_000 })
  await shoot('lost')
}

async function takeSignIn(page: Page, url: string, shoot: Shoot): Promise<void> {
  await page.goto(`${url}?device=desk-amy&lang=en`)
  await page.getByLabel('Password', { exact: true }).waitFor()
  await shoot('sign-in')
}

await main()
