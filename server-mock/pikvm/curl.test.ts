import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Machine } from '../machine/Machine'
import { before421, today } from './ages'
import commands from './fixtures/curl.json'
import { PiKvm } from './PiKvm'

/*
 * Every curl command of PiKVM's public API document, as it stands there, in its order; only the host is put in. What it
 * calls test.iso is made first, as the document does with dd.
 */

const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-curl-'))
const source = createServer((_, response) => response.end(Buffer.alloc(1 << 20)))
beforeAll(async () => {
  writeFileSync(join(folder, 'test.iso'), Buffer.alloc(1 << 20))
  await new Promise<void>(resolve => source.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  source.close()
  rmSync(folder, { recursive: true })
})

/** The status and the body of one command. */
function run(command: string, port: number): Promise<{ status: number; body: string }> {
  const remote = `127.0.0.1:${(source.address() as AddressInfo).port}/remote.iso`
  const here = command
    .replace(/https:\/\/(pikvm)?\//, `http://127.0.0.1:${port}/`)
    .replace('example.com/test.iso', remote)
    .replaceAll('"', '')
  const [, ...words] = here.split(' ')
  const child = spawn('curl', ['--silent', '--write-out', '\n%{http_code}', ...words], { cwd: folder })
  let output = ''
  child.stdout.on('data', part => {
    output += part
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      const at = output.lastIndexOf('\n')
      resolve({ status: Number(output.slice(at + 1)), body: output.slice(0, at) })
    })
  })
}

for (const [name, age] of Object.entries({ today, before421 })) {
  describe(`the document's curl commands (${name}, kvmd ${age.version})`, () => {
    it('work, one after the other', { timeout: 30_000 }, async () => {
      const machine = new Machine({ start: 'off' })
      const pikvm = new PiKvm(machine, { age })
      const port = await pikvm.listen()
      try {
        for (const command of commands) {
          // An image is usable when kvmd has looked at its storage; the drive must be empty to change it.
          if (command.includes('set_params'))
            await expect.poll(() => imagesOf(pikvm), { timeout: 5_000 }).toContain('test.iso')
          if (command.includes('remove?')) pikvm.msd.setConnected(false)
          // `on` presses the button, and it is busy for a moment.
          if (command.includes('click')) await expect.poll(() => pikvm.atx.state().busy, { timeout: 5_000 }).toBe(false)
          const { status, body } = await run(command, port)
          expect(status, `${command}\n${body}`).toBe(200)
          if (body.startsWith('{')) expect(JSON.parse(body.split('\r\n')[0] ?? '')).toMatchObject({ ok: true })
        }
        expect(pikvm.msd.store.get('test.iso')).toBeUndefined()
        expect(pikvm.msd.store.get('remote.iso')?.isComplete).toBe(true)
      } finally {
        await pikvm.close()
        machine.dispose()
      }
    })
  })
}

function imagesOf(pikvm: PiKvm): readonly string[] {
  const { storage } = pikvm.msd.state()
  return typeof storage === 'object' && storage !== null && 'images' in storage ? Object.keys(storage.images ?? {}) : []
}
