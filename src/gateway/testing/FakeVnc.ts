import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { ByteQueue } from '../bridge/ByteQueue.ts'
import { vncResponse } from '../bridge/vncResponse.ts'

export interface FakeVncOptions {
  readonly version?: string
  /** Security types offered, in order. */
  readonly types: readonly number[]
  /** VeNCrypt's sub-types. */
  readonly subTypes?: readonly number[]
  readonly username?: string
  readonly password?: string
  /** For the sub-types with a certificate. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Ends the connection after this many bytes of its own. */
  readonly cutAfter?: number
  /** Said instead of a list of types, as TigerVNC does after too many failures. */
  readonly refusal?: string
}

const challenge = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

/** A VNC server up to ClientInit; after that it echoes, so that a test sees the pipe. */
export class FakeVnc {
  readonly sockets = new Set<Socket>()
  /** What clients did, in order: `version 3.8`, `type 2`, `init 1` … */
  readonly seen: string[] = []
  readonly #options: FakeVncOptions
  readonly #server: Server

  constructor(options: FakeVncOptions) {
    this.#options = options
    this.#server = createServer(socket => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
      socket.on('error', () => {})
      this.#serve(socket).catch(() => socket.destroy())
    })
  }

  async listen(): Promise<this> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    return this
  }

  get target() {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port }
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
    this.#server.close()
  }

  async #serve(socket: Socket): Promise<void> {
    const { version = '003.008', types, cutAfter = Number.POSITIVE_INFINITY, refusal } = this.#options
    const input = new ByteQueue()
    const take = (chunk: Buffer) => input.push(chunk)
    let line: Socket = socket
    socket.on('data', take).on('close', () => input.fail(new Error('left')))
    const encrypt = async (isAnonymous: boolean) => {
      socket.removeListener('data', take)
      line = await serveTls(socket, isAnonymous ? undefined : this.#options.tls)
      line.on('data', take).on('error', () => {})
    }
    let left = cutAfter
    const say = (bytes: Uint8Array) => {
      // One byte at a time: whoever assumes neat packets is found out.
      for (const byte of bytes) {
        if (left-- <= 0) {
          socket.end()
          throw new Error('cut')
        }
        line.write(Uint8Array.of(byte))
      }
    }
    say(Buffer.from(`RFB ${version}\n`))
    const minor = Number((await input.take(12)).toString().slice(8, 11))
    this.seen.push(`version 3.${minor}`)
    if (refusal !== undefined) {
      say(minor === 3 ? u32(0) : Uint8Array.of(0))
      say(Buffer.concat([u32(refusal.length), Buffer.from(refusal)]))
      socket.end()
      return
    }
    let type = types[0] ?? 1
    if (minor === 3) say(u32(type))
    else {
      say(Uint8Array.of(types.length, ...types))
      type = await input.u8()
    }
    this.seen.push(`type ${type}`)
    const isGood = await this.#authenticate(type, { input, say, encrypt })
    if (type !== 1 || minor >= 8) say(u32(isGood ? 0 : 1))
    if (!isGood) {
      if (minor >= 8) say(Buffer.concat([u32(22), Buffer.from('Authentication failure')]))
      line.end()
      return
    }
    this.seen.push(`init ${await input.u8()}`)
    line.removeListener('data', take)
    line.write(Buffer.from('SERVERINIT'))
    line.write(input.rest())
    line.pipe(line)
  }

  async #authenticate(type: number, client: Client): Promise<boolean> {
    const { input, say, encrypt } = client
    const { password = '', username, subTypes = [] } = this.#options
    if (type === 1) return true
    if (type === 2) {
      say(challenge)
      return (await input.take(16)).equals(vncResponse(password, challenge))
    }
    say(Uint8Array.of(0, 2))
    await input.take(2)
    say(Uint8Array.of(0, subTypes.length, ...subTypes.flatMap(sub => [...u32(sub)])))
    const sub = await input.u32()
    this.seen.push(`sub-type ${sub}`)
    if (sub > 256) {
      say(Uint8Array.of(1))
      await encrypt(sub < 260)
    }
    // 256 and every third after it ask for name and password, those before them for VncAuth, and then nothing.
    if (sub !== 256 && sub % 3 !== 1) return this.#authenticate(sub > 256 ? (sub % 3 === 0 ? 2 : 1) : sub, client)
    const [userLength, passwordLength] = [await input.u32(), await input.u32()]
    const user = (await input.take(userLength)).toString()
    return user === username && (await input.take(passwordLength)).toString() === password
  }
}

interface Client {
  readonly input: ByteQueue
  say(bytes: Uint8Array): void
  encrypt(isAnonymous: boolean): Promise<void>
}

function serveTls(socket: Socket, pair: { cert: string; key: string } | undefined): Promise<TLSSocket> {
  const anonymous = { ciphers: 'aNULL:@SECLEVEL=0', maxVersion: 'TLSv1.2' as const }
  const secured = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(pair ?? anonymous) })
  return new Promise((resolve, reject) => {
    secured.once('secure', () => resolve(secured))
    secured.once('error', reject)
  })
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
