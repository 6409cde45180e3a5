import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { ask } from '../testing/ask.ts'
import { freePort } from '../testing/daemons.ts'

const script = fileURLToPath(new URL('start.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-start-'))
const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `npm start -- <args>`, with everything it printed and the code it ended with. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder })
  children.push(child)
  let printed = ''
  const keep = (chunk: Buffer) => {
    printed += chunk.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const code = new Promise<number | null>(resolve => {
    child.on('exit', resolve)
  })
  const said = async (pattern: RegExp) => {
    await expect.poll(() => printed, { timeout: 60_000, interval: 100 }).toMatch(pattern)
    return pattern.exec(printed)?.[1] ?? ''
  }
  return { child, code, said, printed: () => printed }
}

function config(value: object): string {
  const file = join(folder, 'wheelhouse.json')
  writeFileSync(file, JSON.stringify(value))
  return file
}

describe('npm start', { timeout: 90_000 }, () => {
  test('starts, says where and what, and ends on Ctrl-C', async () => {
    const device = { id: 'desk', name: 'The desk', family: 'vnc', url: 'vnc://127.0.0.1:1' }
    const running = start('--config', config({ devices: [device] }), '--port', String(await freePort()))
    const url = await running.said(/Wheelhouse: (http:\S+)/)
    await running.said(/desk {2}The desk {2}VNC {2}127\.0\.0\.1:1/)
    expect((await ask(url, '/')).body).toContain('<div id="root">')
    expect(JSON.parse((await ask(url, '/devices.json')).body).devices).toHaveLength(1)
    running.child.kill('SIGINT')
    expect(await running.code).toBe(0)
    await expect(ask(url, '/')).rejects.toThrow()
  })

  test('two at once; the one whose port is taken says by whom', async () => {
    const file = config({ devices: [] })
    const port = await freePort()
    const first = start('--config', file, '--port', String(port))
    await first.said(/Wheelhouse: (\S+)/)
    const second = start('--config', file, '--port', String(port))
    expect(await second.code).toBe(1)
    expect(second.printed()).toContain(`Port ${port} is taken by process ${first.child.pid} (`)
    expect(second.printed()).toContain(`npm start -- --port ${port + 1}`)
  })

  test('for other computers it asks for --https', async () => {
    const running = start('--config', config({ devices: [] }), '--port', String(await freePort()), '--host', '0.0.0.0')
    await running.said(/(Without --https, browsers on other computers get no H\.264)/)
  })

  test('shows held credentials to a network only where it is told to trust it', async () => {
    const credentials = { username: 'ops', password: 'x' }
    const file = config({ devices: [{ id: 'rack', family: 'pikvm', url: 'http://127.0.0.1:1', credentials }] })
    const args = ['--config', file, '--host', '0.0.0.0', '--port', String(await freePort())]
    const refused = start(...args)
    expect(await refused.code).toBe(1)
    expect(refused.printed()).toContain('everybody who reaches this port would control the machines')
    expect(refused.printed()).toContain('(rack)')
    expect(refused.printed()).toContain('--trust-network')
    expect(refused.printed()).not.toContain('Building')
    const trusted = start(...args, '--trust-network')
    await trusted.said(/(Warning: everybody who reaches this port controls the machines)/)
  })

  test('lists what is wrong before it builds anything', async () => {
    const running = start('--config', config({ devices: [{ id: 'X', family: 'vnc' }] }))
    expect(await running.code).toBe(1)
    expect(running.printed()).toContain('2 things are not as expected.')
    expect(running.printed()).not.toContain('Building')
    expect(running.printed()).not.toContain('    at ')
  })

  test.each([
    [['--config', '/none.json'], '/none.json: one thing is not as expected.\n  cannot be read'],
    [['--prot', '1'], 'Did you mean --port?'],
  ])('%j is a sentence', async (args, sentence) => {
    const running = start(...args)
    expect(await running.code).toBe(1)
    expect(running.printed()).toContain(sentence)
    expect(running.printed()).not.toContain('    at ')
  })
})
