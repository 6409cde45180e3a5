import type { Chrome } from './Chrome'
import type { Engine } from './page/main'
import { rounded, type Spread, spreadOf } from './statistics'

interface Run {
  readonly totalMs: number
  readonly mainMs: number
  readonly processorMs: number
  readonly frames: number
  readonly memoryMb: number
  readonly hash: string
}

interface EngineFigures {
  readonly totalMs: Spread
  /** Processor time of the main thread, less what feeding the bytes costs. */
  readonly mainMs: Spread
  /** Processor time of the whole browser, less what feeding the bytes costs: hardly depends on what else runs. */
  readonly processorMs: Spread
  readonly frames: number
  readonly peakMemoryMb: number
}

export interface SessionResult {
  /** Medians of the total time, ms. */
  readonly ours: number
  readonly reference: number
  /** reference / ours: larger is faster. */
  readonly ratio: number
  /** Our main-thread time as a share of the reference's. */
  readonly mainShare: number
  readonly samePixels: boolean
  readonly bytes: number
  readonly runs: number
  readonly playerMs: number
  readonly detail: { readonly ours: EngineFigures; readonly reference: EngineFigures }
}

/** Plays one recording into each engine, alternately, `runs` times each. */
export async function playSession(
  chrome: Chrome,
  url: string,
  recording: { readonly name: string; readonly bytes: number },
  runs: number,
): Promise<SessionResult> {
  const taken: Record<Engine, Run[]> = { reference: [], ours: [], nobody: [] }
  for (let i = 0; i < runs; i++) {
    for (const engine of ['reference', 'ours', 'nobody'] as const)
      taken[engine].push(await play(chrome, url, recording.name, engine))
  }
  // What feeding the bytes costs the main thread is the player's, not an engine's.
  const playerMs = spreadOf(taken.nobody.map(({ mainMs }) => mainMs)).median
  const player = { mainMs: playerMs, processorMs: spreadOf(taken.nobody.map(({ processorMs }) => processorMs)).median }
  const detail = { ours: figures(taken.ours, player), reference: figures(taken.reference, player) }
  const [ours, reference] = [detail.ours.totalMs.median, detail.reference.totalMs.median]
  return {
    ...{ ours, reference, ratio: rounded(reference / ours) },
    mainShare: rounded(detail.ours.mainMs.median / detail.reference.mainMs.median),
    samePixels: new Set([...taken.reference, ...taken.ours].map(({ hash }) => hash)).size === 1,
    ...{ bytes: recording.bytes, runs, playerMs, detail },
  }
}

/** Played once unmeasured, so that code is compiled and workers are up on both sides, then measured. */
async function play(chrome: Chrome, url: string, name: string, engine: Engine): Promise<Run> {
  const tab = await chrome.page(url)
  await tab.waitForFunction(() => 'bench' in window)
  const mainMs = await chrome.mainThread(tab)
  await tab.evaluate(file => window.bench.load(`recordings/${file}`), name)
  await tab.evaluate(which => window.bench.play(which), engine)
  await tab.evaluate(() => window.bench.finish())
  const [before, processorBefore] = [await mainMs(), await chrome.processorMs()]
  const totalMs = await tab.evaluate(which => window.bench.play(which), engine)
  const used = (await mainMs()) - before
  const processorMs = (await chrome.processorMs()) - processorBefore
  const memoryMb = await chrome.peakMemoryMb()
  const { hash, framesPainted } = await tab.evaluate(() => window.bench.finish())
  await tab.context().close()
  return { totalMs, mainMs: used, processorMs, frames: framesPainted, memoryMb, hash }
}

function figures(taken: readonly Run[], player: { mainMs: number; processorMs: number }): EngineFigures {
  return {
    totalMs: spreadOf(taken.map(({ totalMs }) => totalMs)),
    mainMs: spreadOf(taken.map(({ mainMs }) => Math.max(0, mainMs - player.mainMs))),
    processorMs: spreadOf(taken.map(({ processorMs }) => Math.max(0, processorMs - player.processorMs))),
    frames: spreadOf(taken.map(({ frames }) => frames)).median,
    peakMemoryMb: spreadOf(taken.map(({ memoryMb }) => memoryMb)).median,
  }
}
