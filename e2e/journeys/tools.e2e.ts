import { readFileSync } from 'node:fs'
import { expect, test, vncDevice } from '../fixtures'

/* What every machine with a picture has, whatever its family. */

test('the text of the picture is read in the browser, whole or in part', async ({
  console,
  gateway,
  simulated,
  page,
}) => {
  test.setTimeout(90_000)
  const { url } = await gateway({ devices: [vncDevice(await simulated({ geometry: '1280x800' }))] })
  await console.open(url)
  const panel = await console.openPanel('Read text')
  await panel.getByRole('button', { name: 'Read', exact: true }).click()
  await expect(panel.getByLabel('Text', { exact: true })).toHaveValue(/Backups finished/, { timeout: 60_000 })

  // The lower left corner of the wallpaper has none.
  const still = await panel.getByRole('img').boundingBox()
  if (!still) throw new Error('no picture')
  await page.mouse.move(still.x + 2, still.y + still.height - 12)
  await page.mouse.down()
  await page.mouse.move(still.x + 40, still.y + still.height - 2)
  await page.mouse.up()
  await panel.getByRole('button', { name: 'Read', exact: true }).click()
  await expect(panel.getByText('No text was found there.')).toBeVisible({ timeout: 30_000 })
})

test('a macro is written once, kept, and presses its keys on the machine', async ({ console, openDesk, page }) => {
  await openDesk()
  const panel = await console.openPanel('Macros')
  await panel.getByRole('button', { name: 'New macro' }).click()
  await panel.getByLabel('Name').fill('Restart the shell')
  await panel.getByLabel('Steps, one a line').fill('e\nx\ni\nt')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.reload()
  await console.connected()
  await panel.getByRole('button', { name: 'Play Restart the shell' }).click()
  await expect(page.getByText(/Macro Restart the shell played/)).toBeVisible()
})

test('the picture is recorded until the button is pressed again', async ({ console, gateway, simulated, page }) => {
  const { url } = await gateway({ devices: [vncDevice(await simulated({ name: 'Desk' }), 'desk', { name: 'Desk 1' })] })
  await console.open(url)
  await console.button('Record').click()
  await expect(console.button('Record')).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText('Recording 2 s')).toBeVisible()
  const saved = page.waitForEvent('download')
  await console.button('Record').click()
  const video = await saved
  expect(video.suggestedFilename()).toMatch(/^Desk-1 .*\.webm$/)
  // What WebM begins with (EBML), and more than a head.
  const bytes = readFileSync(await video.path())
  expect(bytes.subarray(0, 4).toString('hex')).toBe('1a45dfa3')
  expect(bytes.length).toBeGreaterThan(5_000)
  await expect(console.button('Record')).toHaveAttribute('aria-pressed', 'false')
})
