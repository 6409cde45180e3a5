import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NanokvmMachine, startNanokvmMachine } from './NanokvmMachine'

/*
 * The commands that owners run: cut out of the write-up as they stand there, and run by bash against firmware 2.0.9. Only
 * the address is put in, and a recording of 30 s made one of 1 s.
 */

const run = promisify(execFile)
const lines = readFileSync(new URL('fixtures/issue-90.txt', import.meta.url), 'utf8').split('\n')
const missing = ['curl', 'jq', 'openssl'].filter(program => spawnSync('which', [program]).status !== 0)
const hasFfmpeg = spawnSync('which', ['ffmpeg']).status === 0

interface Example {
  readonly command: string
  /** What the write-up shows as its answer; empty where it shows none. */
  readonly answer: string
}

/** The sign-in: everything from the first line to the cookie. */
const login = lines.slice(
  lines.indexOf('# Login to NanoKVM and receive token'),
  lines.findIndex(l => l.startsWith('COOKIE=')) + 1,
)

const examples = lines.flatMap((line, at): Example[] => {
  // Some stand behind a note that lost its line break on the way.
  const command = /[#$] (curl .*\$COOKIE .*)$/.exec(line)?.[1]
  if (command === undefined) return []
  const rest = lines.slice(at + 1)
  const end = rest[0]?.startsWith('{') ? rest.findIndex((_, i) => isJson(rest.slice(0, i + 1).join('\n'))) + 1 : 0
  return [{ command, answer: rest.slice(0, end).join('\n') }]
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

let nano: NanokvmMachine
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wheelhouse-curl-'))
  nano = await startNanokvmMachine({
    age: '2.0.9',
    hardware: 'Beta', // whose disk lamp is not wired: it would be on now and then
    images: { '/data/ubuntu-24.04-desktop-amd64.iso': 1 << 20 },
  })
})
afterAll(async () => {
  await nano.close()
  rmSync(folder, { recursive: true, force: true })
})

async function bash(command: string): Promise<string> {
  const setUp = login.map(line => line.replace(/^HOSTNAME=.*/, `HOSTNAME="127.0.0.1:${nano.server.port}"`))
  const script = [...setUp, command.replace('-t 30', '-t 1')].join('\n')
  return (await run('bash', ['-c', script], { cwd: folder })).stdout
}

/** Places such as `<IP>` stand for any text; the write-up's device had its network on before it was toggled on. */
function shape(text: string): unknown {
  return JSON.parse(text, (key, value) => {
    if (key === 'network') return 'on or off'
    return ['ip', 'mdns', 'image', 'firmware', 'deviceKey'].includes(key) ? typeof value : value
  })
}

describe.skipIf(missing.length > 0)('the commands of the write-up', () => {
  it('are all there', () => {
    expect(login.length).toBeGreaterThan(15)
    expect(examples.length).toBe(17)
  })

  it.each(examples.filter(({ command }) => !command.includes('ffmpeg')))('$command', async ({ command, answer }) => {
    const said = await bash(command)
    expect(shape(said)).toEqual(answer === '' ? { code: 0, msg: 'success', data: null } : shape(answer))
  })

  it.skipIf(!hasFfmpeg).each(examples.filter(({ command }) => command.includes('ffmpeg')))(
    '$command',
    async ({ command }) => {
      nano.machine.wake() // the press before has shut it down
      await bash(command)
      const file = command.split(' ').at(-1) ?? ''
      expect(readFileSync(join(folder, file)).length).toBeGreaterThan(5_000)
    },
  )

  it('did to the machine what they say', () => {
    const typed = nano.machine.inputs.flatMap(input => (input.kind === 'key' && input.down ? [input.code] : []))
    expect(typed.slice(0, 4)).toEqual(['KeyT', 'KeyH', 'KeyI', 'KeyS'])
    expect(nano.machine.media.map(({ name }) => name)).toEqual(['ubuntu-24.04-desktop-amd64.iso'])
    expect(nano.server.requests).toContain('POST /api/vm/gpio')
  })
})
