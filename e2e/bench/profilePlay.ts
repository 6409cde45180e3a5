import type { Chrome } from './Chrome'
import { profileOf, traceCategories } from './traceProfile'

/** Where the time of one play goes, in words. Tracing costs some itself: shares count, not totals. */
export async function profilePlay(
  chrome: Chrome,
  url: string,
  name: string,
  engine: 'ours' | 'reference',
): Promise<string> {
  const tab = await chrome.page(url)
  await tab.waitForFunction(() => 'bench' in window)
  await tab.evaluate(file => window.bench.load(`recordings/${file}`), name)
  await tab.evaluate(which => window.bench.play(which), engine)
  await tab.evaluate(() => window.bench.finish())
  await chrome.browser.startTracing(tab, { categories: traceCategories })
  const totalMs = await tab.evaluate(which => window.bench.play(which), engine)
  const trace = await chrome.browser.stopTracing()
  await tab.context().close()
  const threads = profileOf(trace).filter(({ cpuMs }) => cpuMs >= 5)
  return [
    `${name}, ${engine}: ${Math.round(totalMs)} ms while traced`,
    ...threads.flatMap(({ thread, busyMs, cpuMs, functions }) => [
      `  ${thread}: ${cpuMs} ms on the processor, ${busyMs} ms in tasks`,
      ...functions.map(({ name: fn, selfMs }) => `      ${String(selfMs).padStart(5)}  ${fn}`),
    ]),
  ].join('\n')
}
