import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type IPty, spawn } from '@lydell/node-pty'
import type { WebSocket } from 'ws'
import { type Age, has } from './ages'

/**
 * `/api/vm/terminal` (server/service/vm/terminal.go): text is input, binary JSON is a size, binary out. Before 2.1.6 an
 * SSH bridge that wants a binary `{"height","width"}` within ten seconds first. After the shell has ended nothing comes, and
 * the next input ends the connection. The shell is a real one of this computer, without rights of its own.
 */
export class ShellSocket {
  private pty: IPty | undefined
  private isOver = false
  private readonly socket: WebSocket
  private readonly isBridge: boolean

  constructor(socket: WebSocket, age: Age, folder: string) {
    this.socket = socket
    this.isBridge = !has(age, '2.1.6')
    const impatience = this.isBridge ? setTimeout(() => socket.close(), 10_000) : undefined
    if (!this.isBridge) this.start(folder, 80, 24)
    socket.on('message', (data: Buffer, isBinary) => {
      if (!this.pty && this.isBridge) {
        clearTimeout(impatience)
        const size = isBinary ? sizeOf(data, 'width', 'height') : undefined
        if (!size) return socket.close()
        return this.start(folder, ...size)
      }
      if (this.isOver && !isBinary) return socket.terminate()
      if (!isBinary) return this.pty?.write(data.toString())
      const size = sizeOf(data, 'cols', 'rows')
      if (size) this.resize(...size)
    })
    socket.once('close', () => {
      clearTimeout(impatience)
      if (!this.isOver) this.pty?.kill('SIGKILL')
    })
  }

  private resize(cols: number, rows: number): void {
    try {
      this.pty?.resize(cols, rows)
    } catch {
      // The shell has ended, or just does: its terminal is gone.
    }
  }

  private start(folder: string, cols: number, rows: number): void {
    const env = {
      PATH: `${programs(folder)}:${process.env.PATH ?? '/usr/bin:/bin'}`,
      HOME: folder,
      TERM: 'xterm-256color',
      PS1: 'nanokvm# ',
    }
    this.pty = spawn('/bin/sh', ['-i'], { name: 'xterm-256color', cols, rows, cwd: folder, env, encoding: null })
    this.pty.onExit(() => {
      this.isOver = true
    })
    this.pty.onData(data => {
      const bytes = Buffer.from(data)
      for (let at = 0; at < bytes.length; at += 1024) this.socket.send(bytes.subarray(at, at + 1024))
    })
  }
}

/** A folder with what the device has and this computer may not. */
function programs(home: string): string {
  const folder = join(home, 'bin')
  const picocom = join(import.meta.dirname, 'picocom.mjs')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'picocom'), `#!/bin/sh\nexec '${process.execPath}' '${picocom}' "$@"\n`, { mode: 0o755 })
  return folder
}

function sizeOf(data: Buffer, across: string, down: string): [number, number] | undefined {
  try {
    const size = JSON.parse(data.toString()) as Record<string, unknown>
    const [columns, rows] = [Number(size[across]), Number(size[down])]
    return columns > 0 && rows > 0 ? [columns, rows] : undefined
  } catch {
    return undefined
  }
}
