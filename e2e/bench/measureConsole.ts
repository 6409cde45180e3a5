import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { freePort, TigerVnc } from '../../server-mock/tigervnc/TigerVnc'
import { startConsole } from '../../src/gateway/startConsole'
import buildPage from '../build'
import { Console } from '../page-objects/Console'
import type { Chrome } from './Chrome'
import { made, playVideo } from './playVideo'
import { rounded, type Spread, spreadOf } from './statistics'

export interface ConsoleResult {
  /** From the navigation to the machine's picture, with nothing cached, ms. */
  readonly coldLoad: { readonly ours: Spread; readonly reference?: Spread; readonly referencePage: string }
  /** Frames painted per second under full video load. */
  readonly panels: {
    readonly bare: Spread
    /** With the charts live. */
    readonly statsOpen: Spread
    readonly share: number
    /** While each panel is opened after the other, all the time. */
    readonly inTurn: Spread
    readonly shareInTurn: number
  }
}

/** The desktop's own colour, by which its picture is known. */
const wallpaper = '#16324a'
const novncFolder = process.env.NOVNC_FOLDER ?? '/usr/share/novnc'
const countSeconds = 5

/** The whole console, built and served as `npm start` does, in front of a real TigerVNC. */
export async function measureConsole(chrome: Chrome, benchUrl: string, runs: number): Promise<ConsoleResult> {
  await buildPage()
  const desktop = await TigerVnc.start({ geometry: '1280x800' })
  desktop.run('xsetroot', ['-solid', wallpaper])
  const device = { id: 'desk', name: 'desk', family: 'vnc', url: `vnc://127.0.0.1:${desktop.port}` }
  const running = await startConsole({ config: { devices: [device] }, dist: process.env.WHEELHOUSE_DIST ?? '' })
  const novnc = existsSync(`${novncFolder}/vnc.html`) ? await startWebsockify(desktop.port) : undefined
  try {
    await sleep(1_000)
    const taken = { ours: [] as number[], reference: [] as number[] }
    for (let i = 0; i < runs; i++) {
      taken.ours.push(await firstPicture(chrome, `${running.url}?device=desk&lang=en`))
      if (novnc) taken.reference.push(await firstPicture(chrome, `${novnc.url}vnc.html?autoconnect=1&resize=scale`))
    }
    playVideo(desktop, made('testsrc2=size=960x600:rate=30'))
    await sleep(2_000)
    const frames = { bare: [] as number[], statsOpen: [] as number[], inTurn: [] as number[] }
    for (let i = 0; i < runs; i++) {
      frames.bare.push(await bareRate(chrome, `${benchUrl}?port=${desktop.port}`))
      frames.statsOpen.push(await consoleRate(chrome, running.url))
      frames.inTurn.push(await consoleRate(chrome, running.url, openInTurn))
    }
    const [bare, statsOpen] = [spreadOf(frames.bare, 1), spreadOf(frames.statsOpen, 1)]
    const inTurn = spreadOf(frames.inTurn, 1)
    return {
      coldLoad: {
        ours: spreadOf(taken.ours),
        ...(novnc && { reference: spreadOf(taken.reference) }),
        referencePage: novnc ? novncFolder : 'not installed (apt-get install novnc, or NOVNC_FOLDER)',
      },
      panels: {
        ...{ bare, statsOpen, share: rounded(statsOpen.median / bare.median) },
        ...{ inTurn, shareInTurn: rounded(inTurn.median / bare.median) },
      },
    }
  } finally {
    novnc?.stop()
    await running.close()
    await desktop.stop()
  }
}

/** noVNC's own page behind Debian's websockify. */
async function startWebsockify(targetPort: number) {
  const port = await freePort()
  const child = spawn('websockify', ['--web', novncFolder, `127.0.0.1:${port}`, `127.0.0.1:${targetPort}`], {
    stdio: 'ignore',
  })
  await sleep(2_000)
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() }
}

/** Looks at every canvas before each frame until one shows the desktop. */
function watchForPicture(): void {
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const look = () => {
    for (const canvas of document.querySelectorAll('canvas')) {
      if (!probe || canvas.width < 640) continue
      probe.drawImage(canvas, canvas.width >> 1, canvas.height >> 1, 1, 1, 0, 0, 1, 1)
      const [r = 0, g = 0, b = 0] = probe.getImageData(0, 0, 1, 1).data
      if (Math.abs(r - 0x16) + Math.abs(g - 0x32) + Math.abs(b - 0x4a) < 12) {
        document.documentElement.dataset.firstPictureMs = String(performance.now())
        return
      }
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

async function firstPicture(chrome: Chrome, url: string): Promise<number> {
  const page = await chrome.page(url, { init: watchForPicture })
  await page.waitForFunction(() => document.documentElement.dataset.firstPictureMs !== undefined)
  const ms = Number(await page.evaluate(() => document.documentElement.dataset.firstPictureMs))
  await page.context().close()
  return ms
}

async function rateOf(page: Page, frames: () => Promise<number>, act?: () => Promise<void>): Promise<number> {
  await sleep(2_000)
  const [startedMs, before] = [performance.now(), await frames()]
  while (performance.now() - startedMs < countSeconds * 1000) await (act?.() ?? sleep(countSeconds * 1000))
  const rate = ((await frames()) - before) / ((performance.now() - startedMs) / 1000)
  await page.context().close()
  return rate
}

async function bareRate(chrome: Chrome, url: string): Promise<number> {
  const page = await chrome.page(url)
  await page.waitForFunction(() => 'bench' in window)
  await page.evaluate(() => window.bench.openMany(location.href.replace('http', 'ws'), 1))
  return rateOf(page, async () => (await page.evaluate(() => window.bench.framesOfMany()))[0] ?? 0)
}

/** Opens the machine's panels one after the other, each for half a second. */
async function openInTurn(view: Console): Promise<void> {
  const buttons = view.toolbar.locator('button[aria-expanded]')
  for (let i = 0; i < (await buttons.count()); i++) {
    if ((await buttons.nth(i).getAttribute('aria-haspopup')) !== null) continue
    await buttons.nth(i).click()
    await sleep(500)
  }
}

async function consoleRate(chrome: Chrome, url: string, act?: (view: Console) => Promise<void>): Promise<number> {
  const page = await chrome.page(`${url}?device=desk&lang=en&panel=stats`)
  const view = new Console(page)
  await view.connected()
  await view.panel('Stats').waitFor()
  const frames = async () => Number(await view.screen.getAttribute('data-frames'))
  return rateOf(page, frames, act && (() => act(view)))
}
