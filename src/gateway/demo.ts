import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

export interface Demo {
  /** A wheelhouse.json's content. */
  readonly config: object
  /** Ends the machines; safe twice. */
  close(): void
}

export interface DemoOptions {
  /** The program that plays the machines. */
  readonly script: string
  readonly cwd: string
  /** Told while nothing has come yet: a small computer takes its time. */
  waiting?(seconds: number): void
  /** How often it is told. */
  readonly tellEveryMs?: number
  /** The machines ended by themselves, after they had been there. */
  onEnd?(): void
}

/** Of what it said, for the error: the end, where the reason is. */
const mostSaid = 4_000

/**
 * Starts the emulated machines: a program that prints one JSON line, the configuration that reaches them, and lives
 * until its standard input closes. Waits as long as that program lives: on a slow computer it takes minutes. Rejects with a
 * sentence when it ends first, with what it said last, or when its first line is another.
 */
export function startDemo({ script, cwd, waiting, tellEveryMs = 10_000, onEnd }: DemoOptions): Promise<Demo> {
  if (!existsSync(script)) {
    return Promise.reject(
      new Error(`There is no wheelhouse.json, and the demo machines (${script}) are missing. Write a wheelhouse.json.`),
    )
  }
  const child = spawn(process.execPath, ['--import', 'tsx', script], { cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text)
    said = (said + text).slice(-mostSaid)
  })
  let isClosed = false
  const close = () => {
    isClosed = true
    child.stdin.destroy()
    child.kill()
    process.removeListener('exit', close)
  }
  process.once('exit', close)
  child.stdin.on('error', () => {}) // it ended first; `exit` tells
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearInterval(timer)
      close()
      reject(new Error(`The demo machines did not start: ${why}`))
    }
    const startedMs = performance.now()
    const timer = setInterval(() => waiting?.(Math.round((performance.now() - startedMs) / 1000)), tellEveryMs)
    child.once('error', error => fail(error.message))
    // Not `exit`: what it wrote last may still be in the pipe then.
    child.once('close', (code, signal) => {
      const words = said.trim()
      fail(`they ended with ${signal ?? `code ${code}`}.${words === '' ? '' : ` They said last:\n${words}`}`)
    })
    const lines = createInterface({ input: child.stdout })
    lines.once('line', line => {
      const config = parse(line)
      if (config === undefined) return fail(`their first line is not the expected JSON: ${line.slice(0, 200)}`)
      clearInterval(timer)
      child.removeAllListeners('close')
      child.once('exit', () => {
        if (!isClosed) onEnd?.()
      })
      resolve({ config, close })
    })
  })
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'devices' in value ? value : undefined
  } catch {
    return undefined
  }
}
