import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Machine } from '../../server-mock/machine/Machine'
import { PiKvm } from '../../server-mock/pikvm/PiKvm'
import { startVncMachine } from '../../server-mock/vnc/VncMachine'
import { expect, test, vncDevice } from '../fixtures'

/** A site that frames the console and writes down what it hears. */
async function hostPage(frame: (origin: string) => Promise<string>) {
  let source = ''
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(`<!doctype html><title>Portal</title><iframe src="${source}" style="width:1000px;height:600px"></iframe>
      <script>
        window.heard = []
        addEventListener('message', event => heard.push(event.data))
        window.hello = () => document.querySelector('iframe').contentWindow.postMessage(
          { ns: 'wheelhouse', v: 1, id: 'h1', type: 'hello' }, new URL(document.querySelector('iframe').src).origin)
      </script>`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // By name: another site than the console's 127.0.0.1.
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  source = await frame(origin)
  return { url: `${origin}/`, close: () => server.close() }
}

test('a kiosk shows its machine before anybody could press anything, waits for one that is down, and takes no input', async ({
  gateway,
  page,
}) => {
  const first = await startVncMachine({ name: 'wall', geometry: '800x600' })
  const { port } = first
  await first.close()
  const { url } = await gateway({ devices: [vncDevice({ port }, 'wall')] })
  await page.goto(`${url}?mode=kiosk&device=wall&lang=en`)
  const link = page.getByRole('status', { name: 'Connection' })
  await expect(link).toContainText('Reconnecting · wall: The machine is there, but nothing listens')
  const again = await startVncMachine({ name: 'wall', geometry: '800x600', port })
  await expect(link).toHaveText('Connected', { timeout: 20_000 })
  const screen = page.locator('[aria-label="Remote screen"]')
  await expect(screen).not.toHaveAttribute('data-frames', '0')
  await expect(page.getByRole('toolbar')).toHaveCount(0)
  await expect(page.getByRole('button')).toHaveCount(0)
  await page.mouse.click(300, 300)
  await page.keyboard.type('nothing')
  await page.keyboard.press('Control+Shift+K')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(again.machine.inputs.filter(({ kind }) => kind === 'keysym' || kind === 'button')).toEqual([])
  await page.close()
  await again.close()
})

test('in a frame: the host speaks first, hears how the link is, and the list of machines is out of reach', async ({
  simulated,
  gateway,
  page,
}) => {
  const machine = await simulated()
  const host = await hostPage(async origin => {
    const config = { devices: [vncDevice(machine), vncDevice(machine, 'secret')] }
    const { url } = await gateway({ ...config, embed: { origins: { [origin]: ['view', 'input'] } } })
    return `${url}?mode=embed&device=desk&lang=en`
  })
  await page.goto(host.url)
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('status', { name: 'Connection' })).toHaveText('Connected')
  expect(await page.evaluate('heard')).toEqual([])
  await page.evaluate('hello()')
  await expect
    .poll(() => page.evaluate('heard'))
    .toEqual([
      { ns: 'wheelhouse', v: 1, type: 'ready', re: 'h1', payload: { device: 'desk', scopes: ['view', 'input'] } },
      { ns: 'wheelhouse', v: 1, type: 'event', payload: { event: 'connection', state: 'connected' } },
    ])
  await frame
    .getByRole('toolbar')
    .getByRole('button', { name: /^Machine/ })
    .click()
  await expect(frame.getByRole('menuitem', { name: 'Command palette' })).toBeVisible()
  await expect(frame.getByRole('menuitem', { name: 'All machines' })).toHaveCount(0)
  await expect(frame.getByRole('menuitem', { name: 'secret' })).toHaveCount(0)
  await page.close()
  host.close()
})

test('a site with “view” alone shows a machine of every kind, and nothing of the keyboard, the pointer or the buttons reaches it', async ({
  gateway,
  page,
}) => {
  const desk = await startVncMachine({ name: 'desk', geometry: '800x600' })
  const rack = new Machine({ name: 'rack', widthPx: 800, heightPx: 600, start: 'desktop' })
  const pikvm = new PiKvm(rack, {})
  const entries = [
    vncDevice(desk),
    {
      id: 'rack',
      family: 'pikvm',
      url: `http://127.0.0.1:${await pikvm.listen()}`,
      credentials: { username: 'admin', password: 'admin' },
    },
  ]
  const pressed = (machine: Machine) => machine.inputs.filter(({ kind }) => kind !== 'pointer')
  for (const [id, machine] of [
    ['desk', desk.machine],
    ['rack', rack],
  ] as const) {
    let console = ''
    const host = await hostPage(async origin => {
      const { url } = await gateway({ devices: entries, embed: { origins: { [origin]: ['view'] } } })
      console = url
      return `${url}?mode=embed&device=${id}&lang=en`
    })
    await page.goto(host.url)
    const frame = page.frameLocator('iframe')
    await expect(frame.getByRole('status', { name: 'Connection' })).toHaveText(/^Connected/)
    const screen = frame.getByRole('region', { name: 'Remote screen' })
    await expect(screen).not.toHaveAttribute('data-frames', '0')
    await frame.getByRole('button', { name: 'Show the toolbar' }).click()
    await expect(frame.getByRole('button', { name: /^Keys: not allowed/ })).toBeVisible()
    for (const name of ['Power', 'Media', 'GPIO', 'Clipboard', 'Type text']) {
      await expect(frame.getByRole('button', { name, exact: true })).toHaveCount(0)
    }
    await screen
      .locator('canvas')
      .first()
      .click({ position: { x: 200, y: 150 } })
    await page.keyboard.type('rm')
    await page.mouse.wheel(0, 240)
    // In a tab of its own the same keys arrive: those of the frame would have been there before.
    await page.goto(`${console}?device=${id}&lang=en`)
    await expect(page.getByRole('status', { name: 'Connection' })).toHaveText(/^Connected/)
    const own = page.getByRole('region', { name: 'Remote screen' })
    await expect(own).not.toHaveAttribute('data-frames', '0')
    expect(machine.inputs).toEqual([])
    await own
      .locator('canvas')
      .first()
      .click({ position: { x: 200, y: 150 } })
    await page.keyboard.type('x')
    await expect.poll(() => pressed(machine).length).toBeGreaterThan(0)
    host.close()
  }
  await page.close()
  await pikvm.close()
  await desk.close()
  rack.dispose()
})

test('a site that is not listed can neither frame the console nor hear it', async ({
  simulated,
  gateway,
  page,
  expectedErrors,
}) => {
  expectedErrors.push(/frame-ancestors|Framing|postMessage/)
  const machine = await simulated()
  const host = await hostPage(async () => {
    const origins = { 'https://portal.example': ['view'] }
    const { url } = await gateway({ devices: [vncDevice(machine)], embed: { origins } })
    return `${url}?mode=embed&device=desk&lang=en`
  })
  await page.goto(host.url)
  await page.evaluate('hello()').catch(() => {})
  await expect(page.frameLocator('iframe').getByRole('status', { name: 'Connection' })).toHaveCount(0)
  expect(await page.evaluate('heard')).toEqual([])
  await page.close()
  host.close()
})
