import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { expect, openRack, refusals, test } from '../pikvm'

const GiB = 1024 ** 3
const MiB = 1024 ** 2

test.describe('images', () => {
  test.use({ expectedErrors: refusals(400, 500) })

  test('2 GiB go up without passing through memory, once cancelled, then whole', async ({
    rack,
    console,
    page,
    browser,
  }) => {
    test.setTimeout(240_000)
    const { pikvm, running } = await rack({ msd: { storageBytes: 8 * GiB, bytesPerSecond: 400 * MiB } })
    const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-image-'))
    const file = join(folder, 'sparse.iso')
    writeFileSync(file, '')
    truncateSync(file, 2 * GiB)
    await openRack(console, running.url)
    const panel = await console.openPanel('Media')
    const transfers = panel.getByRole('region', { name: 'Transfers' })
    const beforeKiB = await heldKiB(browser)

    await panel.locator('input[type=file]').setInputFiles(file)
    await expect(transfers.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]/)
    await expect(transfers.getByText(/MB\/s · \d+ s left/)).toBeVisible()
    await transfers.getByRole('button', { name: 'Cancel sparse.iso' }).click()
    await expect(transfers.getByText('Cancelled')).toBeVisible()
    await expect.poll(() => pikvm.msd.store.get('sparse.iso')?.isComplete ?? 'gone').not.toBe(true)
    // What was there when it was cut is removed by the device, or stays and is called incomplete.
    await expect.poll(() => pikvm.msd.state().busy).toBe(false)
    const rest = panel.getByRole('listitem', { name: 'sparse.iso' })
    if (pikvm.msd.store.get('sparse.iso')) {
      await rest.getByRole('button', { name: 'Remove' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    }
    await expect(rest).toHaveCount(0)

    await transfers.getByRole('button', { name: 'Try again' }).click()
    let mostKiB = 0
    await expect
      .poll(
        async () => {
          mostKiB = Math.max(mostKiB, await heldKiB(browser))
          return pikvm.msd.store.get('sparse.iso')?.isComplete
        },
        { timeout: 180_000, intervals: [500] },
      )
      .toBe(true)
    await expect(transfers.getByText('Done')).toBeVisible()
    expect(pikvm.msd.store.get('sparse.iso')?.writtenBytes).toBe(2 * GiB)
    test.info().annotations.push({ type: 'memory', description: `${beforeKiB} KiB before, ${mostKiB} KiB at most` })
    // 2 GiB went through.
    expect(mostKiB - beforeKiB).toBeLessThan(128 * 1024)
    rmSync(folder, { recursive: true })
  })

  test('by URL, with the device’s own progress; then the machine starts from it', async ({ rack, console, page }) => {
    const { pikvm, machine, running } = await rack({ msd: { storageBytes: GiB } })
    const source = await serve()
    await openRack(console, running.url)
    const panel = await console.openPanel('Media')
    const fetchImage = async (path: string) => {
      await panel.getByRole('button', { name: 'Add by URL' }).click()
      await panel.getByRole('textbox', { name: 'Address of the image' }).fill(`${source.url}${path}`)
      await panel.getByRole('button', { name: 'Fetch' }).click()
    }
    const transfers = panel.getByRole('region', { name: 'Transfers' })

    await fetchImage('broken.iso')
    const failures = transfers.getByText(/The device could not fetch the image|The upload was cut off/)
    await expect(failures).toBeVisible({ timeout: 15_000 })
    await fetchImage('missing.iso')
    await expect(failures).toHaveCount(2)
    // In kvmd's own words.
    await expect(transfers.getByText(/The machine says: “404, message=/)).toBeVisible()
    await fetchImage('harbor.iso')
    await expect(transfers.getByText('Done')).toBeVisible({ timeout: 15_000 })
    expect(pikvm.msd.store.get('harbor.iso')).toMatchObject({ sizeBytes: 8 * MiB, isComplete: true })

    const row = panel.getByRole('listitem', { name: 'harbor.iso' })
    await expect(row).toContainText('8 MB')
    await row.getByRole('button', { name: 'Mount' }).click()
    await expect(panel.getByText('harbor.iso is in as a CD')).toBeVisible()
    // The device takes nothing while something is mounted, and the page says so before the mistake.
    await expect(panel.getByRole('button', { name: 'Upload' })).toBeDisabled()
    await expect(panel.getByText('An image is in the drive: eject it first.')).toBeVisible()
    await console.openPanel('Power')
    await console.panel('Power').getByRole('button', { name: 'Reset' }).hover()
    await page.mouse.down()
    await expect.poll(() => machine.state, { timeout: 15_000 }).toBe('installer')
    await page.mouse.up()

    await console.openPanel('Media')
    await panel.getByRole('button', { name: 'Eject' }).click()
    await expect(panel.getByText('Nothing mounted')).toBeVisible()
    await panel.getByText('Disk', { exact: true }).click()
    await panel.getByRole('checkbox', { name: 'Writable' }).check()
    pikvm.msd.store.add('data.img', 4 * MiB)
    await panel.getByRole('listitem', { name: 'data.img' }).getByRole('button', { name: 'Mount' }).click()
    await expect(panel.getByText('data.img is in as a disk, writable')).toBeVisible()
    expect(machine.media).toMatchObject([{ name: 'data.img', kind: 'disk', writable: true }])
    source.close()
  })

  test('what the device would refuse is told before it is sent, and dropped files are taken', async ({
    rack,
    console,
    page,
  }) => {
    const { pikvm, running } = await rack({ msd: { storageBytes: 64 * MiB } })
    pikvm.msd.store.add('taken.iso', MiB)
    pikvm.msd.store.add('half.iso', 2 * MiB, false)
    pikvm.msd.reindex()
    await openRack(console, running.url)
    const drop = (name: string, bytes: number) =>
      console.screen.evaluate(
        (region, { name, bytes }) => {
          const data = new DataTransfer()
          data.items.add(new File([new Uint8Array(bytes)], name))
          for (const type of ['dragover', 'drop']) {
            region.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
          }
        },
        { name, bytes },
      )
    await drop('small.img', 100_000)
    const panel = console.panel('Media')
    await expect(panel.getByRole('listitem', { name: 'small.img' })).toBeVisible()
    expect(pikvm.msd.store.get('small.img')?.bytes?.length).toBe(100_000)
    await drop('taken.iso', 10)
    await expect(page.getByText('taken.iso: There is an image of that name. Remove it first.')).toBeVisible()
    await drop('huge.iso', 80 * MiB)
    await expect(page.getByText(/huge.iso: It does not fit: [\d.]+ MB are free/)).toBeVisible()
    expect(pikvm.msd.store.get('huge.iso')).toBeUndefined()

    const half = panel.getByRole('listitem', { name: 'half.iso' })
    await expect(half).toContainText('Incomplete')
    await half.getByRole('button', { name: 'Mount' }).click()
    await expect(page.getByRole('alertdialog')).toContainText('Its upload was cut short')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    const download = page.waitForEvent('download')
    await panel.getByRole('link', { name: 'Download small.img' }).click()
    expect(readFileSync(await (await download).path())).toHaveLength(100_000)
    await panel.getByRole('listitem', { name: 'small.img' }).getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(panel.getByRole('listitem', { name: 'small.img' })).toHaveCount(0)
  })
})

/**
 * What all processes of the browser hold themselves. What they share is left out: it is the picture's frames, whose pool
 * grows to its size while a video runs.
 */
async function heldKiB(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const sizes = processInfo.map(({ id }) => {
    try {
      return Number(/^Pss_Anon:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      return 0 // it ended meanwhile
    }
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Somewhere to fetch images from: one that is whole, one that breaks off, and nothing else. */
async function serve(): Promise<{ readonly url: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/missing.iso') return void response.writeHead(404).end()
    response.writeHead(200, { 'Content-Length': String(8 * MiB) })
    if (request.url === '/harbor.iso') return void response.end(Buffer.alloc(8 * MiB, 7))
    response.write(Buffer.alloc(MiB, 7), () => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
