import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import type { Chrome } from './Chrome'
import { percentile } from './statistics'

export interface Latency {
  /** From the browser's event to the bytes in the socket, ms. */
  readonly toWire: { readonly p50: number; readonly p95: number }
  /** From the event to the changed picture, ms. */
  readonly toScreen: { readonly p50: number; readonly p95: number }
}

export interface LatencyResult {
  readonly ours: Latency
  readonly reference: Latency
  readonly rounds: number
  readonly presses: number
}

const pressesEach = 60

/**
 * Presses a mouse button on a desktop that is full of video, through a page with stock noVNC and one with our engine, by
 * turns on the same server. Each press turns a terminal's colour over, which the page watches. (Keys would go to the
 * player, which takes the keyboard to itself where there is no window manager.)
 */
export async function measureLatency(chrome: Chrome, url: string, rounds: number): Promise<LatencyResult> {
  const clip = makeClip()
  const desktop = await TigerVnc.start({ geometry: '1280x800' })
  try {
    desktop.run('ffplay', ['-loglevel', 'quiet', '-noborder', '-left', '0', '-top', '0', '-loop', '0', clip], {
      SDL_VIDEODRIVER: 'x11',
    })
    await sleep(2_000)
    // X10 mouse mode: six bytes for each press.
    const turn =
      'printf "\\033[?9h"; c=0; while IFS= read -rsn6; do c=$((1-c)); printf "\\033]11;#%s\\007" $([ $c = 1 ] && echo ff0000 || echo 0000ff); done'
    desktop.run('xterm', ['-geometry', '30x8+960+640', '-bw', '0', '-bg', '#0000ff', '-e', 'bash', '-c', turn])
    await sleep(2_000)
    const samples = {
      ours: { wire: [] as number[], screen: [] as number[] },
      reference: { wire: [] as number[], screen: [] as number[] },
    }
    for (let i = 0; i < rounds; i++) {
      for (const engine of ['reference', 'ours'] as const) {
        const { wire, screen } = await pressInto(chrome, `${url}?port=${desktop.port}`, engine)
        samples[engine].wire.push(...wire)
        samples[engine].screen.push(...screen)
      }
    }
    const summary = ({ wire, screen }: { wire: number[]; screen: number[] }): Latency => ({
      toWire: { p50: percentile(wire, 0.5), p95: percentile(wire, 0.95) },
      toScreen: { p50: percentile(screen, 0.5), p95: percentile(screen, 0.95) },
    })
    return {
      ...{ ours: summary(samples.ours), reference: summary(samples.reference) },
      ...{ rounds, presses: samples.ours.wire.length },
    }
  } finally {
    await desktop.stop()
  }
}

/**
 * A clip that is rich in detail, since a test pattern of flat colours is no load to speak of; made before, so that making
 * it does not take the processor from those who are measured.
 */
function makeClip(): string {
  const clip = join(mkdtempSync(join(tmpdir(), 'wheelhouse-clip-')), 'clip.avi')
  const source = ['-f', 'lavfi', '-i', 'mandelbrot=size=1280x620:rate=30', '-t', '8', '-c:v', 'mjpeg', '-q:v', '3']
  execFileSync('ffmpeg', ['-loglevel', 'error', ...source, clip])
  return clip
}

async function pressInto(chrome: Chrome, url: string, engine: 'ours' | 'reference') {
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
