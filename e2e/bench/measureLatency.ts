import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import type { Chrome } from './Chrome'
import type { LatencySamples } from './page/main'
import { playVideo } from './playVideo'
import { percentile, type Spread, spreadOf } from './statistics'

export interface Latency {
  /** From the browser's event to the bytes in the socket, ms. */
  readonly toWire: { readonly p50: number; readonly p95: number }
  /** From the event to the changed picture, ms. */
  readonly toScreen: { readonly p50: number; readonly p95: number }
}

/** Of both engines, pressed by turns on the same server. */
export interface Comparison {
  readonly ours: Latency
  readonly reference: Latency
  /** Our p95 to the wire as a share of the reference's, of each round. */
  readonly wireShare: Spread
}

export interface LatencyResult extends Comparison {
  /** The same under pictures that come as few large images, not as many small ones. */
  readonly underLargeImages: Comparison
  readonly rounds: number
  /** On each side, under each load. */
  readonly presses: number
}

const pressesEach = 60

/** Small tiles all over the picture at the server's full rate, as in the recorded session `video`; and large ones. */
const loads = {
  smallTiles: 'testsrc2=size=1280x620:rate=60',
  largeImages: 'mandelbrot=size=1280x620:rate=30',
}

/** Presses a mouse button on a desktop that is full of video, through a page with stock noVNC and one with our engine. */
export async function measureLatency(chrome: Chrome, url: string, rounds: number): Promise<LatencyResult> {
  const [full, underLargeImages] = [
    await compare(chrome, url, rounds, loads.smallTiles),
    await compare(chrome, url, rounds, loads.largeImages),
  ]
  return { ...full, underLargeImages, rounds, presses: rounds * pressesEach }
}

/**
 * Each press turns a terminal's colour over, which the page watches. (Keys would go to the player, which takes the
 * keyboard to itself where there is no window manager.)
 */
async function compare(chrome: Chrome, url: string, rounds: number, source: string): Promise<Comparison> {
  const clip = makeClip(source)
  const desktop = await TigerVnc.start({ geometry: '1280x800' })
  try {
    playVideo(desktop, ['-loop', '0', clip], ['-left', '0', '-top', '0'])
    await sleep(2_000)
    // X10 mouse mode: six bytes for each press.
    const turn =
      'printf "\\033[?9h"; c=0; while IFS= read -rsn6; do c=$((1-c)); printf "\\033]11;#%s\\007" $([ $c = 1 ] && echo ff0000 || echo 0000ff); done'
    desktop.run('xterm', ['-geometry', '30x8+960+640', '-bw', '0', '-bg', '#0000ff', '-e', 'bash', '-c', turn])
    await sleep(2_000)
    const taken: Record<'reference' | 'ours', LatencySamples[]> = { reference: [], ours: [] }
    for (let i = 0; i < rounds; i++)
      for (const engine of ['reference', 'ours'] as const)
        taken[engine].push(await pressInto(chrome, `${url}?port=${desktop.port}`, engine))
    return {
      ours: latencyOf(taken.ours),
      reference: latencyOf(taken.reference),
      wireShare: spreadOf(
        taken.ours.map(({ wire }, i) => percentile(wire, 0.95) / percentile(taken.reference[i]?.wire ?? [], 0.95)),
        2,
      ),
    }
  } finally {
    await desktop.stop()
  }
}

function latencyOf(rounds: readonly LatencySamples[]): Latency {
  const of = (values: readonly number[]) => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) })
  return { toWire: of(rounds.flatMap(({ wire }) => wire)), toScreen: of(rounds.flatMap(({ screen }) => screen)) }
}

/** Made before it plays, so that making it does not take the processor from those who are measured. */
function makeClip(source: string): string {
  const clip = join(mkdtempSync(join(tmpdir(), 'wheelhouse-clip-')), 'clip.avi')
  const made = ['-f', 'lavfi', '-i', source, '-t', '8', '-c:v', 'mjpeg', '-q:v', '3']
  execFileSync('ffmpeg', ['-loglevel', 'error', ...made, clip])
  return clip
}

async function pressInto(chrome: Chrome, url: string, engine: 'ours' | 'reference'): Promise<LatencySamples> {
  const page = await chrome.page(url)
  await page.waitForFunction(() => 'bench' in window)
  await page.evaluate(which => window.bench.watch(which), engine)
  await page.mouse.move(1180, 787) // onto the terminal
  const press = async () => {
    await sleep(1_500)
    await page.evaluate(() => window.bench.samples())
    for (let i = 0; i < pressesEach; i++) {
      await page.mouse.down()
      await page.mouse.up()
      await sleep(120 + ((i * 37) % 80)) // out of step with frames
    }
    return page.evaluate(() => window.bench.samples())
  }
  const { wire } = await press()
  await page.evaluate(() => window.bench.lookAt({ x: 1050, y: 700 }))
  const { screen } = await press()
  await page.context().close()
  return { wire, screen }
}
