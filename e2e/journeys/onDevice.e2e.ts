import { expect, test } from '../fixtures'

/*
 * The build copied into a device's own web root: no gateway, no list, and whatever types that server gives its files.
 */

test.describe('on a KasmVNC server', () => {
  test.use({
    httpCredentials: { username: 'owner', password: 'owner-pass-1' },
    // The page asks for a list first, and this server says so of a file it does not have.
    expectedErrors: [/Failed to load resource.*404/],
  })

  test('finds its family by itself and opens that machine, from files of any type', async ({ kasm, console, page }) => {
    const machine = await kasm({ webRoot: process.env.WHEELHOUSE_DIST ?? '' })
    const failed: string[] = []
    page.on('requestfailed', request => failed.push(request.url()))
    await page.goto(`${machine.url}/?lang=en`)
    await console.connected()
    await expect(console.screen).toHaveAttribute('data-dialect', 'kasmvnc')
    await console.clickAt(500, 300)
    await expect.poll(() => machine.machine.inputs.filter(({ kind }) => kind === 'button').length).toBe(2)
    const users = await console.openPanel('Users')
    await expect(users).toContainText('nobody-rights')
    expect(failed).toEqual([])
    // The browser's first request goes out without a login; nothing of ours was refused.
    expect(machine.server.blacklist.failuresOf('127.0.0.1')).toBeLessThanOrEqual(1)
    expect(machine.server.requests.filter(({ path }) => path.includes('create_user'))).toEqual([])
  })
})
