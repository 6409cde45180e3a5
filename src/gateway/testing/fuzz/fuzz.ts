import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { Dice } from './Dice.ts'
import { answerInput, handshakeInput, loginInput, pageInput, requestInput } from './inputs.ts'

export interface FuzzOptions {
  readonly seed: number
  readonly inputs: number
  /** How many are under way at a time. */
  readonly atOnce?: number
  progress?(done: number): void
}

export interface FuzzReport {
  readonly seed: number
  /** How many inputs of each kind were tried. */
  readonly tried: Readonly<Record<string, number>>
  /** How the gateway's process ended, if it did. */
  readonly ended: string | undefined
  /** Errors that only the last net caught, with their stacks. */
  readonly unforeseen: readonly string[]
  /** Milliseconds that another user's request takes in the median, alone and beside all this. */
  readonly usualMs: number
  readonly fuzzedMs: number
  /** How much of the last took more than twice the usual time, 0 to 1, and the longest. */
  readonly slowShare: number
  readonly worstMs: number
  /** How often somebody else asked meanwhile. */
  readonly asked: number
}

/** An input that leads to nothing is given up after this time. */
const patienceMs = 400
/** A NanoKVM whose login failed is left alone for half a minute, so each login goes to a machine of its own. */
const nanos = 400

const wire = z.object({
  started: z.object({ plain: z.string(), secure: z.string() }).optional(),
  unforeseen: z.string().optional(),
})

type Kind = (dice: Dice, n: number) => Promise<void>

/** Sends a gateway what nobody should, from pages and from devices, and sees whether it goes on for everybody else. */
export async function fuzz({ seed, inputs, atOnce = 8, progress }: FuzzOptions): Promise<FuzzReport> {
  const bench = await Bench.start()
  try {
    await bench.probe(100) // what runs for the first time is slow
    const usualMs = median(await bench.probe(500))
    const dice = new Dice(seed)
    const kinds: readonly [string, Kind][] = [
      ['requests', own => bench.request(own)],
      ['answers', (own, n) => bench.answer(own, n, false)],
      ['answers over HTTP/2', (own, n) => bench.answerTwo(own, n)],
      ['answers to upgrades', (own, n) => bench.answer(own, n, true)],
      ['logins', own => bench.login(own)],
      ['bridges', own => bench.bridge(own)],
    ]
    const tried: Record<string, number> = {}
    let done = 0
    const worker = async () => {
      while (done < inputs && bench.ended === undefined) {
        const n = done++
        const own = new Dice(dice.below(2 ** 31))
        const [name, kind] = kinds[n % kinds.length] ?? dice.of(kinds)
        tried[name] = (tried[name] ?? 0) + 1
        await kind(own, n)
        if (n % 10_000 === 9_999) progress?.(n + 1)
      }
    }
    let isOver = false
    const all = Promise.all(Array.from({ length: atOnce }, worker)).finally(() => {
      isOver = true
    })
    const times: number[] = []
    while (!isOver && bench.ended === undefined) times.push(...(await bench.probe(1)))
    await all
    return {
      seed,
      tried,
      ended: bench.ended,
      unforeseen: bench.unforeseen,
      usualMs,
      fuzzedMs: median(times),
      slowShare: times.filter(ms => ms > 2 * usualMs).length / times.length,
      worstMs: times.reduce((worst, ms) => Math.max(worst, ms), 0),
      asked: times.length,
    }
  } finally {
    bench.stop()
  }
}

/** The gateway's process, the machines behind it, and the ways to reach it. */
class Bench {
  readonly unforeseen: string[] = []
  ended: string | undefined
  readonly #child: ChildProcess
  readonly #dist = mkdtempSync(join(tmpdir(), 'wheelhouse-fuzz-'))
  readonly #servers: Server[] = []
  /** What the machine says to the request whose path has the number. */
  readonly #answers = new Map<string, string>()
  readonly #logins: string[] = []
  readonly #handshakes: string[] = []
  #config: object = {}
  #plain = new URL('http://127.0.0.1')
  #secure = new URL('https://127.0.0.1')
  #session: http2.ClientHttp2Session | undefined
  #nano = 0
  #renewed: Promise<void> | undefined
  #onStarted: () => void = () => {}

  private constructor() {
    this.#child = fork(fileURLToPath(new URL('gatewayProcess.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child.on('exit', (code, signal) => {
      this.ended ??= `the gateway ended with ${signal ?? `code ${code}`}`
      this.#onStarted() // whoever waits for it need not
    })
    this.#child.on('message', message => {
      const { started, unforeseen } = wire.parse(message)
      if (unforeseen !== undefined) this.unforeseen.push(unforeseen)
      if (started === undefined) return
      this.#plain = new URL(started.plain)
      this.#secure = new URL(started.secure)
      this.#session?.destroy()
      this.#session = undefined
      this.#onStarted()
    })
  }

  static async start(): Promise<Bench> {
    const bench = new Bench()
    writeFileSync(join(bench.#dist, 'index.html'), '<!doctype html><title>built</title>')
    const evil = await bench.#listen(socket => bench.#speakHttp(socket))
    const vnc = await bench.#listen(socket => socket.end(Buffer.from(bench.#handshakes.pop() ?? '', 'latin1')))
    const calm = await bench.#listen(socket => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'))
    })
    const url = (port: number) => `http://127.0.0.1:${port}`
    const credentials = { username: 'a', password: 'b' }
    bench.#config = {
      devices: [
        { id: 'calm', family: 'pikvm', url: url(calm), credentials },
        { id: 'evil', family: 'pikvm', url: url(evil) },
        { id: 'desk', family: 'vnc', url: `vnc://127.0.0.1:${vnc}`, credentials: { password: 'x' } },
        { id: 'line', family: 'line', url: `telnet://127.0.0.1:${vnc}` },
        ...Array.from({ length: nanos }, (_, i) => ({
          id: `nano-${i}`,
          family: 'nanokvm',
          url: url(evil),
          credentials,
        })),
      ],
    }
    await bench.#renew()
    return bench
  }

  stop(): void {
    this.#session?.destroy()
    for (const server of this.#servers) server.close()
    this.#child.removeAllListeners('exit')
    if (this.#child.connected) this.#child.disconnect()
    rmSync(this.#dist, { recursive: true, force: true })
  }

  /** How long the request of somebody else takes, `count` times one after the other; a failed one counts as an error. */
  async probe(count: number): Promise<number[]> {
    const times: number[] = []
    for (let i = 0; i < count; i++) {
      const startMs = performance.now()
      const said = await this.#ask('/devices/calm/api/info')
      if (said !== 200 && this.ended === undefined) this.unforeseen.push(`Somebody else got ${said}`)
      times.push(performance.now() - startMs)
    }
    return times
  }

  async request(dice: Dice): Promise<void> {
    await this.#send(this.#plain, requestInput(dice, this.#plain.host))
  }

  async answer(dice: Dice, n: number, isUpgrade: boolean): Promise<void> {
    this.#answers.set(String(n), answerInput(dice, isUpgrade))
    const extra = isUpgrade
      ? 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
      : 'Connection: close\r\n'
    await this.#send(this.#plain, `GET /devices/evil/f/${n} HTTP/1.1\r\nHost: ${this.#plain.host}\r\n${extra}\r\n`)
    this.#answers.delete(String(n))
  }

  async answerTwo(dice: Dice, n: number): Promise<void> {
    this.#answers.set(String(n), answerInput(dice, false))
    if (this.#session === undefined || this.#session.closed || this.#session.destroyed) {
      this.#session = http2.connect(this.#secure.href, { rejectUnauthorized: false })
      this.#session.on('error', () => {})
    }
    const session = this.#session
    await new Promise<void>(resolve => {
      const request = session.request({ ':path': `/devices/evil/f/${n}` })
      const timer = setTimeout(() => request.close(), patienceMs)
      request
        .on('error', () => {})
        .on('close', () => {
          clearTimeout(timer)
          resolve()
        })
      request.resume().end()
    })
    this.#answers.delete(String(n))
  }

  async login(dice: Dice): Promise<void> {
    if (this.#nano >= nanos) {
      this.#renewed ??= this.#renew()
      await this.#renewed
      this.#renewed = undefined
    }
    this.#logins.push(loginInput(dice))
    await this.#send(
      this.#plain,
      `GET /devices/nano-${this.#nano++}/api/vm/info HTTP/1.1\r\nHost: ${this.#plain.host}\r\nConnection: close\r\n\r\n`,
    )
  }

  async bridge(dice: Dice): Promise<void> {
    this.#handshakes.push(handshakeInput(dice))
    const path = dice.once(4) ? '/devices/line/~terminal' : '/devices/desk/~screen'
    const page = new WebSocket(`ws://${this.#plain.host}${path}`, { origin: this.#plain.origin })
    await new Promise<void>(resolve => {
      const timer = setTimeout(() => page.terminate(), patienceMs)
      page.on('error', () => {})
      page.on('open', () => {
        page.send(Buffer.from(pageInput(dice), 'latin1'))
        if (dice.once(3)) page.send('text')
        if (dice.once(4)) page.close()
      })
      page.on('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** A console with machines that nobody has signed in to. */
  async #renew(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#onStarted = resolve
      this.#child.send({ config: this.#config, dist: this.#dist })
    })
    this.#nano = 0
  }

  #speakHttp(socket: Socket): void {
    socket.once('data', data => {
      const asked = data.toString('latin1')
      const n = /^GET \/f\/(\d+) /.exec(asked)?.[1]
      const answer = asked.startsWith('POST /api/auth/login')
        ? this.#logins.pop()
        : ((n === undefined ? undefined : this.#answers.get(n)) ?? 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
      socket.end(Buffer.from(answer ?? '', 'latin1'))
    })
  }

  /** Sends bytes, reads what comes until it ends, and gives up after a while. */
  #send({ port }: URL, bytes: string): Promise<void> {
    return new Promise(resolve => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(Buffer.from(bytes, 'latin1')))
      const timer = setTimeout(() => socket.destroy(), patienceMs)
      socket
        .on('error', () => {})
        .on('close', () => {
          clearTimeout(timer)
          resolve()
        })
      socket.resume()
    })
  }

  #ask(path: string): Promise<number | string> {
    return new Promise(resolve => {
      const request = http.get({ host: '127.0.0.1', port: this.#plain.port, path, agent: false }, response => {
        response.resume().on('close', () => resolve(response.statusCode ?? 0))
      })
      request.on('error', error => resolve(error.message))
    })
  }

  async #listen(serve: (socket: Socket) => void): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, socket => {
      socket.on('error', () => {}).on('end', () => socket.end())
      serve(socket)
    })
    this.#servers.push(server)
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve)
    })
    return (server.address() as AddressInfo).port
  }
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}
