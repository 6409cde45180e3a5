import { randomBytes } from 'node:crypto'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Machine } from '../machine/Machine'
import { u8, u32, withLength } from '../vnc/bytes'
import type { ViewerHost, VncViewer } from '../vnc/VncViewer'
import { vncAuthResponse } from '../vnc/vncAuth'
import { KvmdVncViewer } from './KvmdVncViewer'

export interface KvmdVncOptions {
  /** Also VncAuth, by this password alone: `vnc.auth.vncauth.enabled`. */
  readonly vncAuthPassword?: string
  /** Offers X509Plain as well, as a device with a certificate of its own does. */
  readonly certificate?: { readonly cert: string; readonly key: string }
}

/** What of the device it works on. */
export interface KvmdVncHost {
  readonly machine: Machine
  isRight(user: string, password: string): boolean
  /** A viewer came: it wants an absolute mouse. */
  joined(): void
  /** A viewer named its quality, 10 to 100. */
  wantsQuality(quality: number): void
}

const veNCrypt = 19
const vncAuth = 2
const plain = 256
const tlsPlain = 259
const x509Plain = 262
/** The same two with VncAuth inside. */
const tlsVnc = 258
const x509Vnc = 261

const tooOld = 'The client uses a very old protocol 3.3 and VNCAuth or NoneAuth is disabled'

/**
 * The device's own VNC server: RFB with VeNCrypt in front of whole JPEG pictures. Its sign-in agrees with the recorded
 * handshakes; the TLS within them is real. kvmd/apps/vnc/rfb/__init__.py, kvmd/apps/vnc/server.py.
 */
export class KvmdVnc {
  private readonly host: KvmdVncHost
  private readonly options: KvmdVncOptions
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private readonly viewers = new Set<VncViewer>()
  private readonly stops: (() => void)[]
  /** Ways in which somebody was let in, in order, for tests: 2, 256, 259, 262. */
  readonly signedInBy: number[] = []

  constructor(host: KvmdVncHost, options: KvmdVncOptions) {
    this.host = host
    this.options = options
    const { machine } = host
    this.server = createServer({ noDelay: true }, socket => {
      this.sockets.add(socket)
      socket.on('error', () => {}).on('close', () => this.sockets.delete(socket))
      this.welcome(socket).catch(() => socket.destroy())
    })
    this.stops = [
      machine.onDamage(damage => {
        for (const viewer of this.viewers) {
          if (damage.kind === 'resized') viewer.resized('server', 0)
          else viewer.damaged(damage)
        }
      }),
      machine.onLocks(() => {
        for (const viewer of this.viewers) viewer.locksChanged()
      }),
    ]
  }

  /** Resolves with the port; 0 asks for a free one. */
  listen(port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, '127.0.0.1', () => resolve((this.server.address() as AddressInfo).port))
    })
  }

  /** Viewers past the handshake. */
  get connected(): number {
    return [...this.viewers].filter(viewer => viewer.connected).length
  }

  /** Ends every connection, as a restart of the daemon does. */
  cut(): void {
    for (const viewer of [...this.viewers]) viewer.end('the server ended')
    for (const socket of this.sockets) socket.destroy()
  }

  /** Safe twice. */
  async close(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop()
    this.cut()
    if (this.server.listening) await new Promise(resolve => this.server.close(resolve))
  }

  private async welcome(socket: Socket): Promise<void> {
    socket.write('RFB 003.008\n')
    const version = /^RFB 003\.00([378])\n$/.exec((await take(socket, 12)).toString('latin1'))
    if (!version) return void socket.destroy()
    const minor = Number(version[1])
    const types = this.options.vncAuthPassword === undefined ? [veNCrypt] : [veNCrypt, vncAuth]
    if (minor === 3) {
      if (!types.includes(vncAuth)) return void socket.end(Buffer.concat([u32(0), withLength(tooOld)]))
      socket.write(u32(vncAuth))
      return this.judge(socket, vncAuth, await this.answersChallenge(socket), minor)
    }
    socket.write(u8(types.length, ...types))
    const type = (await take(socket, 1)).readUInt8(0)
    if (!types.includes(type)) return void socket.destroy()
    if (type === vncAuth) return this.judge(socket, type, await this.answersChallenge(socket), minor)
    await this.veNCrypt(socket, minor)
  }

  private async veNCrypt(socket: Socket, minor: number): Promise<void> {
    const { certificate, vncAuthPassword } = this.options
    const inner = certificate ? [plain, x509Plain, tlsPlain] : [plain, tlsPlain]
    const byPassword = certificate ? [vncAuth, x509Vnc, tlsVnc] : [vncAuth, tlsVnc]
    const subTypes = vncAuthPassword === undefined ? inner : [...inner, ...byPassword]
    socket.write(u8(0, 2))
    if ((await take(socket, 2)).readUInt16BE(0) !== 2) return void socket.end(u8(1))
    socket.write(u8(0, subTypes.length, ...subTypes.flatMap(sub => [...u32(sub)])))
    const sub = (await take(socket, 4)).readUInt32BE(0)
    if (!subTypes.includes(sub)) return void socket.destroy()
    const isOpen = sub === plain || sub === vncAuth
    const hasCertificate = sub === x509Plain || sub === x509Vnc
    // Only what is encrypted is confirmed.
    const line = isOpen ? socket : await encrypted(socket, hasCertificate ? certificate : undefined)
    if (byPassword.includes(sub)) return this.judge(line, sub, await this.answersChallenge(line), minor)
    const lengths = await take(line, 8)
    const user = (await take(line, lengths.readUInt32BE(0))).toString()
    const password = (await take(line, lengths.readUInt32BE(4))).toString()
    this.judge(line, sub, this.host.isRight(user, password), minor)
  }

  private async answersChallenge(socket: Socket): Promise<boolean> {
    const challenge = randomBytes(16)
    socket.write(challenge)
    return (await take(socket, 16)).equals(vncAuthResponse(this.options.vncAuthPassword ?? '', challenge))
  }

  private judge(line: Socket, type: number, isRight: boolean, minor: number): void {
    if (!isRight) {
      const why =
        type === vncAuth || type === tlsVnc || type === x509Vnc ? 'Invalid password' : 'Invalid username or password'
      return void line.end(Buffer.concat([u32(1), minor === 8 ? withLength(why) : Buffer.alloc(0)]))
    }
    this.signedInBy.push(type)
    line.write(u32(0))
    const { host, viewers } = this
    const viewerHost: ViewerHost = {
      ...{ machine: host.machine, name: 'PiKVM', login: {} },
      joined: () => host.joined(),
      left: viewer => void viewers.delete(viewer),
      resize: () => 1,
      power: () => false,
    }
    viewers.add(new KvmdVncViewer(line, viewerHost, quality => host.wantsQuality(quality)))
    line.resume()
  }
}

/** Exactly so many bytes, and no more: what follows them may be TLS, or the viewer's own. Rejects when it hangs up. */
async function take(socket: Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const part: Buffer | null = bytes === 0 ? Buffer.alloc(0) : socket.read(bytes)
    if (part?.length === bytes) return part
    if (socket.destroyed || socket.readableEnded) throw new Error('it hung up')
    await new Promise<void>(resolve => {
      const go = () => {
        socket.removeListener('readable', go).removeListener('close', go).removeListener('end', go)
        resolve()
      }
      socket.on('readable', go).on('close', go).on('end', go)
    })
  }
}

/** Without a certificate the keys are agreed on by strangers: TLSPlain. */
function encrypted(socket: Socket, certificate: KvmdVncOptions['certificate']): Promise<TLSSocket> {
  const anonymous = { ciphers: 'aNULL:@SECLEVEL=0', maxVersion: 'TLSv1.2' as const }
  const secured = new TLSSocket(socket, {
    isServer: true,
    secureContext: createSecureContext(certificate ?? anonymous),
  })
  socket.write(u8(1))
  return new Promise((resolve, reject) => {
    secured.once('secure', () => resolve(secured))
    secured.on('error', reject)
  })
}
