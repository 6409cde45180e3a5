import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import { BenchServer } from './BenchServer'
import { Chrome } from './Chrome'
import { drawChart } from './drawChart'
import { type ConsoleResult, measureConsole } from './measureConsole'
import { type LatencyResult, measureLatency } from './measureLatency'
import { type ManyResult, measureMany } from './measureMany'
import { playSession, type SessionResult } from './playSessions'
import { profilePlay } from './profilePlay'
import { type BenchSession, sessions } from './sessions'
import type { Spread } from './statistics'

/*
 * `npm run bench`: records sessions of real TigerVNC, then plays each, alternately, into @novnc/novnc as published and into
 * our engine, in one headless Chromium; then latency, the whole console and many consoles on one page.
 *
 *   --json              all figures, on standard output; progress goes to standard error
 *   --runs N            how often each is played (5)
 *   --only NAMES        sessions, or `latency`, `console`, `many`; with commas
 *   --recording FILES   plays files instead of recording (readRecording.ts says what is in one); with commas
 *   --profile           says where the time of one play goes, thread by thread
 *   --svg FILE          draws the ratios
 */

const root = fileURLToPath(new URL('../..', import.meta.url))
const args = process.argv.slice(2)
const asJson = args.includes('--json')
const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
const runs = Number(option('--runs') ?? 5)
const only = option('--only')?.split(',')
const files = option('--recording')?.split(',')
const say = (text: string) => (asJson ? process.stderr : process.stdout).write(`${text}\n`)
const isWanted = (name: string) => (only ? only.includes(name) : !files)

const page = await buildBenchPage()
const recordings = new Map<string, Buffer>()
const server = new BenchServer(page, recordings)
const url = await server.start()
const chrome = await Chrome.start(say)
const results: {
  sessions: Record<string, SessionResult>
  latency?: LatencyResult
  console?: ConsoleResult
  many?: ManyResult
} = { sessions: {} }
try {
  for (const file of files ?? []) recordings.set(basename(file, '.rec'), readFileSync(file))
  if (!files)
    for (const session of sessions.filter(({ name }) => isWanted(name)))
      recordings.set(session.name, await record(session))
  for (const [name, { length }] of recordings) {
    if (runs > 0) {
      const result = await playSession(chrome, url, { name, bytes: length }, runs)
      results.sessions[name] = result
      tell(name, result)
    }
    if (!args.includes('--profile')) continue
    for (const engine of ['reference', 'ours'] as const) say(await profilePlay(chrome, url, name, engine))
  }
  if (isWanted('latency')) {
    results.latency = await measureLatency(chrome, url, runs)
    tellLatency(results.latency)
  }
  if (isWanted('console')) {
    results.console = await measureConsole(chrome, url, runs)
    tellConsole(results.console)
  }
  if (isWanted('many')) {
    results.many = await measureMany(chrome, url)
    tellMany(results.many)
  }
} finally {
  await chrome.close()
  server.close()
}
const svg = option('--svg')
if (svg) writeFileSync(svg, drawChart(results.sessions))
const [cpu] = cpus()
const machine = { cpu: cpu?.model, cores: cpus().length, node: process.version, browser: chrome.browser.version() }
if (asJson) console.log(JSON.stringify({ machine, ...results }, null, 2))

async function buildBenchPage(): Promise<string> {
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
  const tab = await chrome.page(url)
  await tab.waitForFunction(() => 'bench' in window)
  try {
    await session.run(desktop)
    await new Promise(resolve => setTimeout(resolve, 1_500))
    server.takeRecording()
    await tab.evaluate(
      address => window.bench.connect(address),
      `${url.replace('http', 'ws')}?port=${desktop.port}&record`,
    )
    await new Promise(resolve => setTimeout(resolve, session.seconds * 1000))
    await tab.evaluate(() => window.bench.disconnect())
  } finally {
    await tab.context().close()
    await desktop.stop()
  }
  const recording = server.takeRecording()
  mkdirSync(join(root, '.cache/bench'), { recursive: true })
  writeFileSync(join(root, `.cache/bench/${session.name}.rec`), recording)
  return recording
}

function tell(name: string, { bytes, reference, ours, ratio, mainShare, samePixels, detail }: SessionResult): void {
  say(
    `${name.padEnd(10)} ${(bytes / 1e6).toFixed(1)} MB  reference ${reference} ms, ours ${ours} ms: ${ratio}x` +
      `  main thread ${detail.reference.mainMs.median} -> ${detail.ours.mainMs.median} ms (${Math.round(mainShare * 100)} %)` +
      `  processor ${detail.reference.processorMs.median} -> ${detail.ours.processorMs.median} ms` +
      `  frames ${detail.reference.frames} / ${detail.ours.frames}` +
      `  memory ${detail.reference.peakMemoryMb} / ${detail.ours.peakMemoryMb} MB  pixels ${samePixels ? 'identical' : 'DIFFER'}`,
  )
}

function tellLatency({ underLargeImages, presses, ...underSmallTiles }: LatencyResult): void {
  for (const [load, compared] of Object.entries({ 'small tiles': underSmallTiles, 'large images': underLargeImages })) {
    const { ours, reference, wireShare } = compared
    say(
      `latency    ${presses} presses each under ${load}  to wire p95 ${reference.toWire.p95} -> ${ours.toWire.p95} ms` +
        ` (p50 ${reference.toWire.p50} -> ${ours.toWire.p50}), of rounds ${percent(wireShare)}` +
        `  to screen p50 ${reference.toScreen.p50} -> ${ours.toScreen.p50} ms (p95 ${reference.toScreen.p95} -> ${ours.toScreen.p95})`,
    )
  }
}

function percent({ median, min, max }: Spread): string {
  return `${Math.round(median * 100)} % (${Math.round(min * 100)} to ${Math.round(max * 100)})`
}

function tellConsole({ coldLoad, panels }: ConsoleResult): void {
  say(
    `console    cold load to the picture ${coldLoad.ours.median} ms, noVNC's page ${coldLoad.reference?.median ?? '-'} ms (${coldLoad.referencePage})` +
      `  frames/s bare ${panels.bare.median}, with Stats open ${panels.statsOpen.median} (${Math.round(panels.share * 100)} %),` +
      ` with all panels in turn ${panels.inTurn.median} (${Math.round(panels.shareInTurn * 100)} %)`,
  )
}

function tellMany({ consoles, live, framesPerSecond, mainThread, peakMemoryMb }: ManyResult): void {
  say(
    `many       ${live} of ${consoles} live, ${framesPerSecond.least} to ${framesPerSecond.most} frames/s each` +
      `  main thread ${Math.round(mainThread * 100)} % busy, ${peakMemoryMb} MB`,
  )
}
