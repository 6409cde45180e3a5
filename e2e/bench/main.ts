import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium as browserType, type Page } from '@playwright/test'
import { build } from 'vite'
import { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import { chromium } from '../chromium'
import { BenchServer } from './BenchServer'
import type { Engine } from './page/main'
import { type BenchSession, sessions } from './sessions'
import { profileOf, traceCategories } from './traceProfile'

/*
 * `npm run bench [-- --json] [-- --recording FILE] [-- --runs N] [-- --only NAME] [-- --profile]`: records sessions of real
 * TigerVNC, then plays each, alternately, into @novnc/novnc as published and into our engine, in one headless Chromium.
 * `--profile` plays each into both once more and says where the time went, thread by thread.
 */

interface Run {
  readonly totalMs: number
  readonly mainMs: number
  readonly frames: number
  readonly hash: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const args = process.argv.slice(2)
const asJson = args.includes('--json')
const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
const runs = Number(option('--runs') ?? 5)
const say = (text: string) => (asJson ? process.stderr : process.stdout).write(`${text}\n`)

const page = await buildPage()
const recordings = new Map<string, Buffer>()
const server = new BenchServer(page, recordings)
const url = await server.start()
const browser = await browserType.launch(chromium)
const results: Record<string, object> = {}
try {
  const file = option('--recording')
  if (file) recordings.set(basename(file), readFileSync(file))
  else for (const session of chosen()) recordings.set(session.name, await record(session))
  for (const name of recordings.keys()) {
    if (runs > 0) results[name] = await compare(name)
    if (args.includes('--profile')) for (const engine of ['reference', 'ours'] as const) await profile(name, engine)
  }
} finally {
  await browser.close()
  server.close()
}
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, browser: browser.version() }
if (asJson) console.log(JSON.stringify({ machine, sessions: results }, null, 2))

function chosen(): readonly BenchSession[] {
  const only = option('--only')
  return only === undefined ? sessions : sessions.filter(({ name }) => name === only)
}

async function buildPage(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  const alias = [{ find: /^@novnc\/novnc\/core\/(.*)$/, replacement: `${root}node_modules/@novnc/novnc/core/$1` }]
  await build({
    configFile: false,
    root: join(root, 'e2e/bench/page'),
    base: './',
    logLevel: 'warn',
    resolve: { alias },
    build: { outDir, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
    worker: { format: 'es' },
  })
  return outDir
}

async function record(session: BenchSession): Promise<Buffer> {
  say(`Recording ${session.name} (${session.geometry}, ${session.seconds} s) …`)
  const desktop = await TigerVnc.start({ geometry: session.geometry })
  const tab = await openPage()
  try {
    await session.run(desktop)
    await new Promise(resolve => setTimeout(resolve, 1_500))
    server.takeRecording()
    await tab.evaluate(address => window.bench.connect(address), `${url.replace('http', 'ws')}?port=${desktop.port}`)
    await new Promise(resolve => setTimeout(resolve, session.seconds * 1000))
    await tab.evaluate(() => window.bench.disconnect())
  } finally {
    await tab.close()
    await desktop.stop()
  }
  const recording = server.takeRecording()
  mkdirSync(join(root, '.cache/bench'), { recursive: true })
  writeFileSync(join(root, `.cache/bench/${session.name}.rec`), recording)
  return recording
}

async function openPage(): Promise<Page> {
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  tab.on('pageerror', error => say(`page: ${error.message}`))
  tab.on('console', message => message.type() === 'error' && say(`console: ${message.text()}`))
  await tab.goto(url)
  await tab.waitForFunction(() => 'bench' in window)
  return tab
}

async function compare(name: string): Promise<object> {
  const bytes = recordings.get(name)?.length ?? 0
  const taken: Record<Engine, Run[]> = { reference: [], ours: [], nobody: [] }
  for (let i = 0; i < runs; i++) {
    for (const engine of ['reference', 'ours', 'nobody'] as const) taken[engine].push(await play(name, engine))
  }
  // What feeding the bytes costs the main thread is the player's, not an engine's.
  const playerMs = summarise(taken.nobody, 0).mainMs.median
  const summary = { reference: summarise(taken.reference, playerMs), ours: summarise(taken.ours, playerMs) }
  const ratio = round(summary.reference.totalMs.median / summary.ours.totalMs.median)
  const mainShare = round(summary.ours.mainMs.median / summary.reference.mainMs.median)
  const samePixels = new Set([...taken.reference, ...taken.ours].map(run => run.hash)).size === 1
  say(
    `${name.padEnd(10)} ${(bytes / 1e6).toFixed(1)} MB  reference ${summary.reference.totalMs.median} ms, ours ${summary.ours.totalMs.median} ms: ${ratio}x` +
      `  main thread ${summary.reference.mainMs.median} -> ${summary.ours.mainMs.median} ms (${Math.round(mainShare * 100)} %)` +
      `  frames ${summary.reference.frames} / ${summary.ours.frames}  pixels ${samePixels ? 'identical' : 'DIFFER'}`,
  )
  return { bytes, ...summary, playerMs, ratio, mainShare, samePixels }
}

/** Played once unmeasured, so that code is compiled and workers are up on both sides, then measured. */
async function play(name: string, engine: Engine): Promise<Run> {
  const tab = await openPage()
  const cdp = await tab.context().newCDPSession(tab)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busyMs = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    return (metrics.find(({ name: metric }) => metric === 'TaskDuration')?.value ?? 0) * 1000
  }
  await tab.evaluate(file => window.bench.load(`recordings/${file}`), name)
  await tab.evaluate(which => window.bench.play(which), engine)
  await tab.evaluate(() => window.bench.finish())
  const before = await busyMs()
  const totalMs = await tab.evaluate(which => window.bench.play(which), engine)
  const mainMs = (await busyMs()) - before
  const { hash, framesPainted } = await tab.evaluate(() => window.bench.finish())
  await tab.close()
  return { totalMs, mainMs, frames: framesPainted, hash }
}

/** Where the time of one play goes. Tracing costs some itself: shares count, not totals. */
async function profile(name: string, engine: Engine): Promise<void> {
  const tab = await openPage()
  await tab.evaluate(file => window.bench.load(`recordings/${file}`), name)
  await tab.evaluate(which => window.bench.play(which), engine)
  await tab.evaluate(() => window.bench.finish())
  await browser.startTracing(tab, { categories: traceCategories })
  const totalMs = await tab.evaluate(which => window.bench.play(which), engine)
  const trace = await browser.stopTracing()
  await tab.evaluate(() => window.bench.finish())
  await tab.close()
  say(`\n${name}, ${engine}: ${Math.round(totalMs)} ms while traced`)
  for (const { thread, busyMs, cpuMs, functions } of profileOf(trace)) {
    if (cpuMs < 5) continue
    say(`  ${thread}: ${cpuMs} ms on the processor, ${busyMs} ms in tasks`)
    say(functions.map(({ name: fn, selfMs }) => `      ${String(selfMs).padStart(5)}  ${fn}`).join('\n'))
  }
}

function summarise(taken: readonly Run[], playerMs: number) {
  const of = (pick: (run: Run) => number) => {
    const sorted = taken.map(pick).sort((a, b) => a - b)
    const at = (i: number) => Math.round(sorted[i] ?? 0)
    return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1) }
  }
  return {
    totalMs: of(run => run.totalMs),
    mainMs: of(run => Math.max(0, run.mainMs - playerMs)),
    frames: of(run => run.frames).median,
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
