import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { Refusal } from './Api'
import { has } from './ages'
import type { Nano } from './Nano'

const run = promisify(execFile)
const plain = /^[\w.-]+$/

/** Scripts that the device keeps and runs on itself (server/service/vm/script.go, autostart.go). */
export function scriptRoutes({ age, api }: Nano, home: string): void {
  const folder = join(home, 'scripts')
  const name = z.object({ name: z.string().regex(plain) })
  api.admin('GET', '/api/vm/script', () => {
    try {
      return { files: listed(folder) }
    } catch {
      throw new Refusal(-1, 'get scripts failed') // also while nobody has uploaded one
    }
  })
  api.admin('POST', '/api/vm/script/upload', async ({ request }) => {
    const part = request.isMultipart() ? await request.file() : undefined
    if (!part) throw new Refusal(-1, 'bad request')
    const content = await part.toBuffer()
    if (!/\.(sh|py)$/i.test(part.filename) || !plain.test(part.filename)) throw new Refusal(-2, 'invalid arguments')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, part.filename), content)
    return { file: part.filename }
  })
  api.admin('POST', '/api/vm/script/run', async call => {
    const { name: script, type } = call.body(name.extend({ type: z.string().min(1) }))
    const program = script.toLowerCase().endsWith('.py') ? 'python3' : 'sh'
    const running = run(program, [join(folder, script)], { cwd: home })
    if (type !== 'foreground') {
      running.catch(() => {}) // nobody hears of it
      return { log: '' }
    }
    try {
      const { stdout, stderr } = await running
      return { log: stdout + stderr }
    } catch {
      throw new Refusal(-2, 'run script failed') // also when it ends with an error: what it said is lost
    }
  })
  api.admin('DELETE', '/api/vm/script', call => remove(folder, call.body(name).name))
  if (has(age, '2.3.1')) autostart(api, join(home, 'autostart'))
}

function autostart(api: Nano['api'], folder: string): void {
  const path = '/api/vm/autostart/:name'
  const nameIn = (params: unknown) => z.object({ name: z.string().regex(plain) }).parse(params).name
  api.admin('GET', '/api/vm/autostart', () => {
    try {
      return { files: listed(folder) }
    } catch {
      throw new Refusal(-1, 'get autostart directory fail') // also while nobody has written one
    }
  })
  api.admin('GET', path, ({ request }) => {
    try {
      return readFileSync(join(folder, nameIn(request.params)), 'utf8')
    } catch {
      throw new Refusal(-1, 'read autostart failed')
    }
  })
  api.admin('POST', path, call => {
    const { content = '' } = call.body(z.object({ content: z.string().optional() }))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, nameIn(call.request.params)), content)
    return nameIn(call.request.params)
  })
  api.admin('DELETE', path, ({ request }) => remove(folder, nameIn(request.params)))
}

function listed(folder: string): string[] | null {
  const files = readdirSync(folder).sort()
  return files.length > 0 ? files : null
}

function remove(folder: string, file: string): void {
  try {
    rmSync(join(folder, file))
  } catch {
    throw new Refusal(-3, 'delete script failed')
  }
}
