import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

export interface TigerVncOptions {
  readonly name?: string
  /** `1024x768` */
  readonly geometry?: string
  /** At most 8 characters count. Absent: anybody on this computer gets in. */
  readonly password?: string
  /** Free port unless said. */
  readonly port?: number
  readonly args?: readonly string[]
}

const program = '/usr/bin/Xtigervnc'

/** Whether Debian's TigerVNC is installed. */
export function hasTigerVnc(): boolean {
  return existsSync(program)
}

/** A real VNC server with a desktop of its own, on loopback. Whoever starts it stops it. */
export class TigerVnc {
  readonly port: number
  /** A folder for the programs on the desktop, gone with `stop`. */
  readonly folder: string
  private display = ''
  private server: ChildProcess | undefined
  private readonly programs = new Set<ChildProcess>()
  private readonly options: TigerVncOptions
  private printed = ''

  private constructor(port: number, options: TigerVncOptions) {
    this.port = port
    this.options = options
    this.folder = mkdtempSync(join(tmpdir(), 'wheelhouse-vnc-'))
  }

  /** Resolves when the server greets. Rejects with what it printed. */
  static async start(options: TigerVncOptions = {}): Promise<TigerVnc> {
    const vnc = new TigerVnc(options.port ?? (await freePort()), options)
    await vnc.up()
    return vnc
  }

  /** Starts the server again on the same port after `kill`. */
  async up(): Promise<void> {
    const { name = 'TigerVNC', geometry = '1024x768', args = [] } = this.options
    this.printed = ''
    const server = spawn(
      program,
      [
        ...['-displayfd', '3', '-rfbport', String(this.port), '-localhost', '-UseIPv6=0', '-desktop', name],
        ...['-geometry', geometry, '-depth', '24', '-AlwaysShared', '-noreset', '-nolisten', 'tcp'],
        // Five refused sign-ins from 127.0.0.1 would otherwise lock out everybody on this computer.
        ...['-UseBlacklist=0', ...this.security(), ...args],
      ],
      { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
    )
    this.server = server
    for (const stream of [server.stdout, server.stderr]) stream?.on('data', part => (this.printed += String(part)))
    this.display = await new Promise<string>((resolve, reject) => {
      server.stdio[3]?.once('data', part => resolve(`:${String(part).trim()}`))
      server.once('exit', () => reject(new Error(`Xtigervnc ended at once:\n${this.printed}`)))
    })
    await greets(this.port)
  }

  /** Stops it in the middle of whatever it does, as a machine that hangs; `isStopped: false` lets it go on. */
  hang(isStopped: boolean): void {
    this.server?.kill(isStopped ? 'SIGSTOP' : 'SIGCONT')
  }

  /** Starts a program on the desktop. Its output goes nowhere: let it write to `folder`. */
  run(command: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(command, [...args], {
      env: { ...process.env, ...env, DISPLAY: this.display, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
      cwd: this.folder,
      stdio: 'ignore',
    })
    child.on('error', () => {}) // a program that is not installed is seen by what it does not do
    this.programs.add(child)
    child.once('exit', () => this.programs.delete(child))
    return child
  }

  /**
   * Runs a short program to its end and gives what it printed; rejects when it fails or takes over 10 s. Never blocks:
   * what the program waits for may have to pass through this very process.
   */
  async ask(command: string, args: readonly string[] = []): Promise<string> {
    const { stdout } = await promisify(execFile)(command, [...args], {
      env: { ...process.env, DISPLAY: this.display, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
      cwd: this.folder,
      timeout: 10_000,
    })
    return stdout
  }

  /** Ends the server at once, as a crash would; the port is free afterwards. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGTERM'): Promise<void> {
    for (const child of this.programs) child.kill()
    const { server } = this
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    await new Promise<void>(resolve => {
      server.once('exit', () => resolve())
      server.kill(signal)
    })
    if (signal === 'SIGKILL') rmSync(`/tmp/.X${this.display.slice(1)}-lock`, { force: true })
  }

  /** Safe twice. */
  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  private security(): string[] {
    const { password } = this.options
    if (password === undefined) return ['-SecurityTypes', 'None']
    const file = join(this.folder, 'passwd')
    const { stdout, status } = spawnSync('vncpasswd', ['-f'], { input: `${password}\n` })
    if (status !== 0) throw new Error('vncpasswd is missing: apt-get install tigervnc-tools')
    writeFileSync(file, stdout, { mode: 0o600 })
    return ['-SecurityTypes', 'VncAuth', '-PasswordFile', file]
  }
}

/** A loopback port that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Waits until an RFB greeting comes, at most 10 s. */
async function greets(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const greeted = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      socket.once('data', data => {
        socket.destroy()
        resolve(data.toString('latin1').startsWith('RFB '))
      })
      socket.once('error', () => resolve(false))
      socket.setTimeout(500, () => socket.destroy())
      socket.once('close', () => resolve(false))
    })
    if (greeted) return
    await sleep(100)
  }
  throw new Error(`no RFB greeting on port ${port}`)
}
