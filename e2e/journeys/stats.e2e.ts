import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import { expect, test, vncDevice } from '../fixtures'

test('the stats of a real session: verdict, charts, pause, zoom, what happened, and a table to keep', async ({
  desktop,
  gateway,
  console,
  page,
}) => {
  const machine = await desktop({ geometry: '800x600' })
  machine.run('xterm', ['-e', 'sh', '-c', 'while :; do date; done'])
  const { url } = await gateway({ devices: [vncDevice(machine)] })
  await console.open(url)
  // The chip in the bar speaks by itself; the button keeps its name.
  await expect(console.button('Stats').locator('[data-verdict]')).toHaveText(/Good|Fair|Poor/)
  const panel = await console.openPanel('Stats')
  await expect(panel.getByRole('status')).toContainText(/Good|Fair|Poor/)
  await expect(panel.getByRole('img', { name: /^Frames: [\d.,]+ per second$/ })).toBeVisible()
  await expect(panel.getByRole('img', { name: /^Round trip: [\d.,]+ ms$/ })).toBeVisible()
  await expect(panel.getByRole('heading', { name: 'Encodings' })).toBeVisible()

  // A brush over one chart zooms all, and pauses them.
  const frames = panel.getByRole('img', { name: /^Frames/ })
  const box = await frames.boundingBox()
  if (!box) throw new Error('no chart')
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40)
  await expect(panel.locator('[data-series="roundTripMs"]')).toContainText(/at \d\d:\d\d:\d\d/)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 4 })
  await page.mouse.up()
  await panel.getByRole('button', { name: 'Back to now' }).click()
  await panel.getByRole('button', { name: 'Pause' }).click()
  await expect(panel.getByRole('button', { name: 'Back to now' })).toBeVisible()
  expect((await new AxeBuilder({ page }).include('aside').analyze()).violations).toEqual([])

  const saving = page.waitForEvent('download')
  await panel.getByRole('button', { name: 'Save as CSV' }).click()
  const text = await readFile(await (await saving).path(), 'utf8')
  expect(text).toMatch(/^time,fps,bytesPerSecond,decodeMs,paintMs,queueMs,roundTripMs,inputToScreenMs,event\r\n/)
  expect(text).toContain(',connected\r\n')
  expect(text.split('\r\n').length).toBeGreaterThan(3)
})
