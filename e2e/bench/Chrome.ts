import { readFileSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium as browserType, type Page } from '@playwright/test'
import { chromium } from '../chromium'

/** One headless Chromium, and what can be asked of its processes. */
export class Chrome {
  readonly browser: Browser
  private readonly say: (text: string) => void

  private constructor(browser: Browser, say: (text: string) => void) {
    this.browser = browser
    this.say = say
  }

  static async start(say: (text: string) => void): Promise<Chrome> {
    return new Chrome(await browserType.launch(chromium), say)
  }

  /** A page of a context of its own: nothing is cached from another one. */
  async page(url: string, options: BrowserContextOptions & { readonly init?: () => void } = {}): Promise<Page> {
    const { init, ...context } = options
    const made = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, ...context })
    const page = await made.newPage()
    page.on('pageerror', error => this.say(`page: ${error.message}`))
    if (init) {
      // tsx names functions through a helper that a page does not have.
      await page.addInitScript({ content: 'globalThis.__name ??= value => value' })
      await page.addInitScript(init)
    }
    await page.goto(url)
    return page
  }

  /** ms of processor time that the page's main thread has used. */
  async mainThread(page: Page): Promise<() => Promise<number>> {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    return async () => {
      const { metrics } = await cdp.send('Performance.getMetrics')
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
    }
  }

  /** ms of processor time that all of the browser's processes have used; those that ended are left out. */
  async processorMs(): Promise<number> {
    const cdp = await this.browser.newBrowserCDPSession()
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo')
    await cdp.detach()
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0)
  }

  /** The most memory (MB, resident) that any process of a page had since it began; Linux only. */
  async peakMemoryMb(): Promise<number> {
    const cdp = await this.browser.newBrowserCDPSession()
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo')
    await cdp.detach()
    return Math.max(0, ...processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => peakOf(id)))
  }

  close(): Promise<void> {
    return this.browser.close()
  }
}

function peakOf(pid: number): number {
  try {
    const [, kB = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kB) / 1000)
  } catch {
    return 0 // gone, or no Linux
  }
}
