import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { freePort } from '../../server-mock/tigervnc/TigerVnc'
import { expect, listens, test } from '../fixtures'
import type { Console } from '../page-objects/Console'

const websockify = '/usr/bin/websockify'

/** A bookmark as it was made for noVNC, what comes after the page's name, and what it meant there. */
interface OldLink {
  readonly page: 'vnc.html' | 'vnc_auto.html' | 'vnc_lite.html'
  readonly link: string
  /** Looked at once the machine is connected. */
  means(console: Console, page: Page, seen: Seen): Promise<void>
}

interface Seen {
  /** What the browser's console was told. */
  readonly log: readonly string[]
  /** What the repeater was asked for. */
  readonly asked: readonly string[]
}

const connected = async () => {}
const links: readonly OldLink[] = [
  { page: 'vnc.html', link: '?host=HOST&port=PORT&path=websockify?token=open&autoconnect=true', means: connected },
  { page: 'vnc.html', link: '?autoconnect=1#host=HOST&port=PORT&path=websockify%3Ftoken%3Dopen', means: connected },
  {
    page: 'vnc_auto.html',
    link: '?host=HOST&port=PORT&encrypt=0&token=open&true_color=1&autoconnect=1',
    means: connected,
  },
  {
    page: 'vnc_lite.html',
    link: '?host=HOST&port=PORT&path=websockify?token=open&scale=true&autoconnect=1',
    means: async console => expect(console.screen).toHaveAttribute('data-scaling', 'fit'),
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=guarded#password=anchor',
    // Used once, and gone from the address.
    means: async (_, page) => expect(page.url()).not.toContain('anchor'),
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=open&resize=off&view_clip=1',
    means: async (console, page) => {
      await expect(console.screen).toHaveAttribute('data-scaling', 'actual')
      const settings = await console.openSettings()
      const clip = settings.getByRole('group', { name: /cut off what does not fit/ })
      await expect(clip.getByRole('radio', { name: 'On' })).toBeChecked()
      await page.keyboard.press('Escape')
    },
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=open&resize=remote',
    means: async console => expect.poll(() => console.framebuffer()).not.toBe('1024x640'),
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=open&view_only=1',
    means: async console => expect(console.button('View only')).toHaveAttribute('aria-pressed', 'true'),
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=open&quality=9&compression=0&show_dot=1&shared=0',
    means: async console => {
      const panel = await console.openPanel('Screen')
      await expect(panel.getByRole('slider', { name: 'Picture quality' })).toHaveValue('9')
      await expect(panel.getByRole('slider', { name: 'Compression' })).toHaveValue('0')
      await expect(panel.getByRole('group', { name: /^Dot where/ }).getByRole('radio', { name: 'On' })).toBeChecked()
      await console.act('Screen')
    },
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=repeater&repeaterID=4711',
    means: async (_console, _page, { asked }) => expect(asked).toEqual(['ID:4711']),
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=open&logging=debug',
    means: async (_console, _page, { log }) => expect.poll(() => log.join()).toContain('Sent ProtocolVersion'),
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=open&keep_device_awake=1&reconnect=1&reconnect_delay=700',
    means: async (_, page) => expect.poll(() => page.evaluate(() => document.documentElement.dataset.locks)).toBe('1'),
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=open&bell=on',
    means: async (console, page) => {
      await ring(console, page)
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset.tones)).toBe('1')
    },
  },
  {
    page: 'vnc.html',
    link: '?autoconnect=1&host=HOST&port=PORT&token=open&bell=off&controlbar_pos=right',
    means: async (console, page) => {
      await ring(console, page)
      const settings = await console.openSettings()
      await expect(
        settings.getByRole('group', { name: /^Handle of the hidden/ }).getByRole('radio', { name: 'Right' }),
      ).toBeChecked()
      expect(await page.evaluate(() => document.documentElement.dataset.tones)).toBeUndefined()
    },
  },
]

/** The simulated desktop's own terminal rings its machine's bell. */
async function ring(console: Console, page: Page): Promise<void> {
  await console.clickAt(150, 300)
  await page.keyboard.type('bell\n')
}

test('links made for noVNC open here with the page’s name changed, one after the other', async ({
  simulated,
  page,
  gateway,
  console,
}) => {
  test.skip(!existsSync(websockify), 'needs websockify (apt-get install websockify)')
  test.setTimeout(120_000)
  const [open, guarded] = [await simulated(), await simulated({ password: 'anchor' })]
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-links-'))
  const asked: string[] = []
  const repeater = await startRepeater(open.port, id => asked.push(id))
  const tokens = { open: open.port, guarded: guarded.port, repeater: repeater.port }
  const lines = Object.entries(tokens).map(([token, port]) => `${token}: 127.0.0.1:${port}\n`)
  writeFileSync(join(folder, 'tokens'), lines.join(''))
  const port = await freePort()
  const proxy = ['--token-plugin', 'TokenFile', '--token-source', join(folder, 'tokens'), `127.0.0.1:${port}`]
  const child = spawn(websockify, proxy, { stdio: 'ignore' })
  await expect.poll(() => listens(port)).toBe(true)
  const { url } = await gateway({ devices: [] })
  const log: string[] = []
  page.on('console', message => log.push(message.text()))
  // What the browser does for the page, counted: no speaker and no screen that sleeps is here to look at.
  await page.addInitScript(() => {
    const count = (name: string) => {
      const { dataset } = document.documentElement
      dataset[name] = String(Number(dataset[name] ?? 0) + 1)
    }
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (when) {
      count('tones')
      start.call(this, when)
    }
    if (!('WakeLock' in globalThis)) return // a page that is not secure, such as the blank one
    const request = WakeLock.prototype.request
    WakeLock.prototype.request = function (type) {
      count('locks')
      return request.call(this, type)
    }
  })
  for (const { page: name, link, means } of links) {
    await test.step(`${name}${link}`, async () => {
      const query = link.replace('HOST', '127.0.0.1').replace('PORT', String(port))
      // Another document each time, as a bookmark is: a fragment alone would not load the page anew.
      await page.goto('about:blank')
      await page.goto(`${url}${query.replace('?', '?lang=en&')}`)
      await console.connected()
      await means(console, page, { log, asked })
    })
  }
  await page.close()
  child.kill()
  repeater.server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** UltraVNC's repeater: asks each viewer for a number, in 250 bytes, then is the server's wire. */
async function startRepeater(target: number, told: (id: string) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(viewer => {
    viewer.write('RFB 000.000\n')
    let head = Buffer.alloc(0)
    const take = (data: Buffer) => {
      head = Buffer.concat([head, data])
      if (head.length < 250) return
      viewer.off('data', take)
      told(head.toString('latin1', 0, 250).replace(/\0+$/, ''))
      const machine = connect(target, '127.0.0.1')
      machine.write(head.subarray(250))
      viewer.pipe(machine).pipe(viewer)
      for (const end of [viewer, machine]) end.on('error', () => {})
    }
    viewer.on('data', take)
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { server, port: (server.address() as AddressInfo).port }
}
