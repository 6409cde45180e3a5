import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Listeners } from '../machine/Listeners'

/** One Unix relay: a datagram socket at a path, held by a small Python program. */
export class UnixRelay {
  readonly name: string
  readonly path: string
  private readonly child: ChildProcessByStdio<Writable, Readable, null>
  private readonly datagrams = new Listeners<[Buffer]>()
  private received: Buffer = Buffer.alloc(0)

  private constructor(name: string, path: string, child: UnixRelay['child']) {
    this.name = name
    this.path = path
    this.child = child
  }

  /** Resolves when the socket is there. Rejects when python3 is not. */
  static start(name: string, path: string): Promise<UnixRelay> {
    const script = fileURLToPath(new URL('relay.py', import.meta.url))
    const child = spawn('python3', [script, path], { stdio: ['pipe', 'pipe', 'inherit'] })
    const relay = new UnixRelay(name, path, child)
    child.stdin.on('error', () => {}) // it ended first
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', code => reject(new Error(`the relay ${name} ended with ${code}`)))
      child.stdout.on('data', (data: Buffer) => {
        for (const datagram of relay.take(data)) {
          if (datagram.length === 0) resolve(relay)
          else relay.datagrams.tell(datagram)
        }
      })
    })
  }

  onDatagram(listener: (data: Buffer) => void): () => void {
    return this.datagrams.add(listener)
  }

  /** To whoever wrote last; lost when nobody has. */
  send(data: Buffer): void {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    this.child.stdin.write(Buffer.concat([length, data]))
  }

  close(): void {
    this.child.stdin.end()
  }

  private take(data: Buffer): Buffer[] {
    this.received = Buffer.concat([this.received, data])
    const whole: Buffer[] = []
    while (this.received.length >= 4) {
      const end = 4 + this.received.readUInt32BE(0)
      if (this.received.length < end) break
      whole.push(this.received.subarray(4, end))
      this.received = this.received.subarray(end)
    }
    return whole
  }
}
