import { setTimeout as sleep } from 'node:timers/promises'
import { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import type { Chrome } from './Chrome'
import { made, playVideo } from './playVideo'
import { rounded } from './statistics'

export interface ManyResult {
  readonly consoles: number
  /** Those that painted in every second. */
  readonly live: number
  readonly framesPerSecond: { readonly least: number; readonly most: number }
  /** Share of the time that the main thread was at work. */
  readonly mainThread: number
  readonly peakMemoryMb: number
}

const seconds = 6

/** Many consoles on one page, each with a connection of its own to a desktop where something moves. */
export async function measureMany(chrome: Chrome, url: string, consoles = 16): Promise<ManyResult> {
  const desktop = await TigerVnc.start({ geometry: '640x480' })
  try {
    playVideo(desktop, made('testsrc2=size=320x240:rate=10'))
    await sleep(1_500)
    const page = await chrome.page(url)
    await page.waitForFunction(() => 'bench' in window)
    await page.evaluate(([address, count]) => window.bench.openMany(address, count), [
      `${url.replace('http', 'ws')}?port=${desktop.port}`,
      consoles,
    ] as const)
    await sleep(3_000)
    const mainMs = await chrome.mainThread(page)
    const [startedMs, usedMs] = [performance.now(), await mainMs()]
    const before = await page.evaluate(() => window.bench.framesOfMany())
    const painted = before.map(() => [] as number[])
    let last = before
    for (let i = 0; i < seconds; i++) {
      await sleep(1_000)
      const now = await page.evaluate(() => window.bench.framesOfMany())
      for (const [c, frames] of now.entries()) painted[c]?.push(frames - (last[c] ?? 0))
      last = now
    }
    const elapsedMs = performance.now() - startedMs
    const mainThread = ((await mainMs()) - usedMs) / elapsedMs
    const rates = last.map((frames, c) => (frames - (before[c] ?? 0)) / (elapsedMs / 1000))
    const peakMemoryMb = await chrome.peakMemoryMb()
    await page.context().close()
    return {
      ...{ consoles, live: painted.filter(each => each.every(frames => frames > 0)).length },
      framesPerSecond: { least: rounded(Math.min(...rates), 1), most: rounded(Math.max(...rates), 1) },
      ...{ mainThread: rounded(mainThread), peakMemoryMb },
    }
  } finally {
    await desktop.stop()
  }
}
