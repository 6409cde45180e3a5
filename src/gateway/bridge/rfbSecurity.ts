import { agreedVersion } from '../../lib/rfbVersion.ts'
import type { Credentials } from '../config/GatewayConfig.ts'
import type { ByteQueue } from './ByteQueue.ts'
import { vncResponse } from './vncResponse.ts'

/** One side of a handshake: what came in, and the way out. */
export interface RfbSide {
  readonly input: ByteQueue
  write(bytes: Uint8Array): void
}

/** The machine's side, which may ask for TLS in the middle of the handshake. */
export interface RfbServerSide extends RfbSide {
  /** Rejects when the certificate is not to be trusted; `anonymous` servers show none. */
  encrypt(kind: 'anonymous' | 'certificate'): Promise<void>
}

/** The server said no, or speaks nothing that the gateway can answer; the message is for the operator. */
export class RfbRefused extends Error {
  override readonly name = 'RfbRefused'
}

const none = 1
const vncAuth = 2
const veNCrypt = 19
const plain = 256

/** VeNCrypt's sub-types: what protects the connection, and who asks inside it. */
const subTypes: ReadonlyMap<number, { readonly tls?: 'anonymous' | 'certificate'; readonly inner: number }> = new Map([
  [none, { inner: none }],
  [vncAuth, { inner: vncAuth }],
  [plain, { inner: plain }],
  [257, { tls: 'anonymous', inner: none }],
  [258, { tls: 'anonymous', inner: vncAuth }],
  [259, { tls: 'anonymous', inner: plain }],
  [260, { tls: 'certificate', inner: none }],
  [261, { tls: 'certificate', inner: vncAuth }],
  [262, { tls: 'certificate', inner: plain }],
])
/** Plain shows the password to whoever is on the way, so there the best protection comes first; VncAuth does not. */
const withUser = [262, 259, plain, vncAuth, 261, 258, 260, 257, none]
const withoutUser = [vncAuth, 261, 258, 260, 257, none]
/** A reason longer than this is not a reason. */
const maxReasonBytes = 4096

/** Signs in to a VNC server with held credentials; afterwards it waits for ClientInit. */
export async function signInToServer(server: RfbServerSide, credentials: Credentials): Promise<void> {
  const minor = await agreeOnVersion(server)
  const type = minor === 3 ? await onlyType(server) : await choose(server, credentials)
  if (type === vncAuth) await answerChallenge(server, credentials.password)
  else if (type === veNCrypt) await answerVeNCrypt(server, credentials)
  // Before 3.8 a server that asks for nothing also confirms nothing.
  if (type === none && minor < 8) return
  const result = await server.input.u32()
  if (result === 0) return
  const reason = minor >= 8 ? await readReason(server) : ''
  throw new RfbRefused(reason === '' ? 'The VNC server refused the password in wheelhouse.json.' : reason)
}

/** Shows the page a server that asks for nothing; afterwards the page sends ClientInit. */
export async function welcomePage(page: RfbSide): Promise<void> {
  const minor = await offerNone(page)
  if (minor >= 8) page.write(u32(0))
}

/** Shows the page a server that refuses, with the reason. */
export async function refusePage(page: RfbSide, reason: string): Promise<void> {
  const minor = await offerNone(page)
  const text = Buffer.from(reason)
  page.write(minor >= 8 ? Buffer.concat([u32(1), u32(text.length), text]) : u32(1))
}

async function agreeOnVersion({ input, write }: RfbSide): Promise<number> {
  const greeting = (await input.take(12)).toString('latin1')
  if (greeting.startsWith('RFB 000.'))
    throw new RfbRefused('A VNC repeater answers: the gateway cannot sign in through it.')
  const agreed = agreedVersion(greeting)
  if (agreed === undefined) {
    const isRfb = /^RFB \d{3}\.\d{3}\n$/.test(greeting)
    throw new RfbRefused(
      isRfb
        ? `The VNC server speaks a version that the gateway does not know: ${JSON.stringify(greeting.trim())}.`
        : 'Something that is not a VNC server answers at this address.',
    )
  }
  write(Buffer.from(`RFB 003.00${agreed}\n`))
  return agreed
}

async function onlyType(server: RfbSide): Promise<number> {
  const type = await server.input.u32()
  if (type === 0) throw new RfbRefused(await readReason(server))
  if (type !== none && type !== vncAuth) throw unsupported([type])
  return type
}

async function choose(server: RfbSide, { username }: Credentials): Promise<number> {
  const count = await server.input.u8()
  if (count === 0) throw new RfbRefused(await readReason(server))
  const offered = [...(await server.input.take(count))]
  const wanted = username === undefined ? [vncAuth, veNCrypt, none] : [veNCrypt, vncAuth, none]
  const type = wanted.find(candidate => offered.includes(candidate))
  if (type === undefined) throw unsupported(offered)
  server.write(Uint8Array.of(type))
  return type
}

async function answerChallenge({ input, write }: RfbSide, password: string): Promise<void> {
  write(vncResponse(password, await input.take(16)))
}

// Version 0.2, as TigerVNC, libvncserver and QEMU speak it: TigerVNC common/rfb/CSecurityVeNCrypt.cxx
async function answerVeNCrypt(server: RfbServerSide, { username, password }: Credentials): Promise<void> {
  const { input, write } = server
  const version = await input.take(2)
  if (version.readUInt16BE() < 2) throw new RfbRefused('The VNC server speaks VeNCrypt 0.1, which is too old.')
  write(Uint8Array.of(0, 2))
  if ((await input.u8()) !== 0) throw new RfbRefused('The VNC server refused VeNCrypt 0.2.')
  const offered: number[] = []
  for (let left = await input.u8(); left > 0; left--) offered.push(await input.u32())
  const type = (username === undefined ? withoutUser : withUser).find(candidate => offered.includes(candidate))
  const kind = type === undefined ? undefined : subTypes.get(type)
  if (type === undefined || kind === undefined) throw unsupported(offered)
  write(u32(type))
  if (kind.tls !== undefined) {
    // Only the TLS sub-types are confirmed: TigerVNC common/rfb/CSecurityTLS.cxx
    if ((await input.u8()) === 0) throw new RfbRefused('The VNC server could not start TLS.')
    await server.encrypt(kind.tls)
  }
  if (kind.inner === vncAuth) await answerChallenge(server, password)
  if (kind.inner !== plain) return
  const [user, secret] = [Buffer.from(username ?? ''), Buffer.from(password)]
  write(Buffer.concat([u32(user.length), u32(secret.length), user, secret]))
}

async function offerNone({ input, write }: RfbSide): Promise<number> {
  write(Buffer.from('RFB 003.008\n'))
  const answer = /^RFB 003\.(\d{3})\n$/.exec((await input.take(12)).toString('latin1'))
  const minor = Number(answer?.[1] ?? 8)
  if (minor < 7) {
    write(u32(none))
    return minor
  }
  write(Uint8Array.of(1, none))
  await input.take(1)
  return minor
}

async function readReason({ input }: RfbSide): Promise<string> {
  const length = await input.u32()
  return (await input.take(Math.min(length, maxReasonBytes))).toString('utf8')
}

function unsupported(types: readonly number[]): RfbRefused {
  const list = types.join(', ')
  return new RfbRefused(
    `The VNC server offers no way of signing in that the gateway can hold (types ${list}). Remove the credentials from wheelhouse.json and let the page ask.`,
  )
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
