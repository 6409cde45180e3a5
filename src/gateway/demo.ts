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
  readonly timeoutMs?: number
  /** The machines ended by themselves, after they had been there. */
  onEnd?(): void
}

/**
 * Starts the emulated machines: a program that prints one JSON line, the configuration that reaches them, and lives
 * until its standard input closes. Rejects with a sentence when that line does not come.
 */
export function startDemo({ script, cwd, timeoutMs = 20_000, onEnd }: DemoOptions): Promise<Demo> {
  if (!existsSync(script)) {
    return Promise.reject(
      new Error(`There is no wheelhouse.json, and the demo machines (${script}) are missing. Write a wheelhouse.json.`),
    )
  }
  const child = spawn(process.execPath, ['--import', 'tsx', script], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
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
      clearTimeout(timer)
      close()
      reject(new Error(`The demo machines did not start: ${why}`))
    }
    const timer = setTimeout(() => fail(`nothing was heard of them for ${timeoutMs / 1000} s.`), timeoutMs)
    child.once('error', error => fail(error.message))
    child.once('exit', (code, signal) => {
      fail(`they ended with ${signal ?? `code ${code}`}; what they said is above.`)
    })
    const lines = createInterface({ input: child.stdout })
    lines.once('line', line => {
      const config = parse(line)
      if (config === undefined) return fail(`their first line is not the expected JSON: ${line.slice(0, 200)}`)
      clearTimeout(timer)
      child.removeAllListeners('exit')
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
