import { gzipSync } from 'node:zlib'
import { expect, test, vncDevice } from '../fixtures'

test('what is loaded until the first picture, and what only when it is opened', async ({
  desktop,
  gateway,
  console,
  page,
}) => {
  const machine = await desktop({ geometry: '640x480' })
  const { url } = await gateway({ devices: [vncDevice(machine)] })
  const loaded: { name: string; bytes: number }[] = []
  page.on('response', async response => {
    const body = await response.body().catch(() => Buffer.alloc(0))
    const name = new URL(response.url()).pathname
    // Fonts are compressed already.
    loaded.push({ name, bytes: name.endsWith('.woff2') ? body.length : gzipSync(body).length })
  })
  await console.open(url)
  await expect(console.toolbar).toBeVisible()
  // What the picture itself set off comes after it: the bar and the rest around it.
  const late = await page.evaluate(() => {
    const atMs = performance.getEntriesByName('first-picture')[0]?.startTime ?? Number.NaN
    const after = performance.getEntriesByType('resource').filter(({ startTime }) => startTime >= atMs)
    return after.map(({ name }) => new URL(name).pathname)
  })
  expect(late.some(name => /ConsoleHeader/.test(name))).toBe(true)
  const first = loaded.filter(({ name }) => !late.includes(name))
  const before = first.map(({ name }) => name)
  // What stands in `later` is for panels, cards and other families.
  const allowed = /^\/($|devices\.json$|mark\.svg$|app\/|stack\/|assets\/(.*\.css|inter-latin-wght-.*)$)/
  expect(before.filter(name => !allowed.test(name))).toEqual([])
  const total = first.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(total, first.map(({ name, bytes }) => `${name} ${bytes}`).join('\n')).toBeLessThanOrEqual(270_000)

  await console.button('Clipboard').click()
  await expect(page.getByRole('complementary', { name: 'Clipboard' })).toBeVisible()
  const after = loaded.map(({ name }) => name).filter(name => !before.includes(name) && !late.includes(name))
  expect(after.some(name => /later/.test(name))).toBe(true)
})
