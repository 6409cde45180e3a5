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
  const before = loaded.map(({ name }) => name)
  // What stands in `later` is for panels, cards and other families.
  const first = /^\/($|devices\.json$|mark\.svg$|app\/|stack\/|assets\/(.*\.css|inter-latin-wght-.*)$)/
  expect(before.filter(name => !first.test(name))).toEqual([])
  const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(total, loaded.map(({ name, bytes }) => `${name} ${bytes}`).join('\n')).toBeLessThanOrEqual(270_000)

  await console.button('Clipboard').click()
  await expect(page.getByRole('complementary', { name: 'Clipboard' })).toBeVisible()
  const after = loaded.map(({ name }) => name).filter(name => !before.includes(name))
  expect(after.some(name => /later/.test(name))).toBe(true)
})
