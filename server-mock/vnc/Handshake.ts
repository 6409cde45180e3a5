import { randomBytes, timingSafeEqual } from 'node:crypto'
import { u8, u32, withLength } from './bytes'
import { type Identity, Ra2ne } from './Ra2ne'
import { vncAuthResponse } from './vncAuth'

/** What a step did with the bytes it was given; `undefined`: it waits for more. */
export type HandshakeStep =
  | { readonly kind: 'reply'; readonly bytes: number; readonly reply: Buffer }
  | { readonly kind: 'refused'; readonly reply: Buffer; readonly why: string }
  | { readonly kind: 'done'; readonly bytes: number; readonly shared: boolean }

const none = 1
const vncAuth = 2
const ra2ne = 6
const xvp = 22

/** How viewers sign in. */
export interface Login {
  /** At most 8 characters count in VncAuth. Absent: anybody gets in. */
  readonly password?: string | undefined
  /** Wanted as well where the way of signing in has room for it. */
  readonly user?: string | undefined
  /** The server shows this key first, and takes the password under it (RA2ne). */
  readonly identity?: Identity | undefined
  /** The host in front of several machines (XVP): viewers name the one they want. */
  readonly target?: string | undefined
}

/** The server's side of RFB 3.3, 3.7 and 3.8 up to ClientInit, without a socket. */
export class Handshake {
  /** What the server says first. */
  static readonly greeting = Buffer.from('RFB 003.008\n', 'latin1')
  private readonly login: Login
  private readonly ra2: Ra2ne | undefined
  private readonly challenge = randomBytes(16)
  private minor = 8
  private stage: 'version' | 'security' | 'xvp' | 'answer' | 'ra2' | 'client-init'

  constructor(login: Login, stage: 'version' | 'client-init' = 'version') {
    this.login = login
    this.stage = stage
    this.ra2 = login.identity && new Ra2ne(login.identity, login.user !== undefined)
  }

  take(data: Buffer): HandshakeStep | undefined {
    switch (this.stage) {
      case 'version':
        return data.length < 12 ? undefined : this.version(data.toString('latin1', 0, 12))
      case 'security':
        return data.length < 1 ? undefined : this.security(data.readUInt8(0))
      case 'xvp':
        return this.xvpNames(data)
      case 'ra2':
        return this.takeRa2(data)
      case 'answer':
        return data.length < 16 ? undefined : this.answer(data.subarray(0, 16))
      case 'client-init':
        return data.length < 1 ? undefined : { kind: 'done', bytes: 1, shared: data.readUInt8(0) !== 0 }
    }
  }

  private get type(): number {
    if (this.ra2) return ra2ne
    if (this.login.target !== undefined) return xvp
    return this.login.password === undefined ? none : vncAuth
  }

  private version(said: string): HandshakeStep {
    const version = /^RFB 003\.(\d{3})\n$/.exec(said)
    if (!version) return refused('not an RFB viewer', Buffer.alloc(0))
    this.minor = Number(version[1])
    if (this.minor >= 7) {
      this.stage = 'security'
      return { kind: 'reply', bytes: 12, reply: u8(1, this.type) }
    }
    // 3.3: the server decides.
    this.stage = this.type === vncAuth ? 'answer' : 'client-init'
    const challenge = this.type === vncAuth ? this.challenge : Buffer.alloc(0)
    return { kind: 'reply', bytes: 12, reply: Buffer.concat([u32(this.type), challenge]) }
  }

  private security(chosen: number): HandshakeStep {
    if (chosen !== this.type) return this.failed('This security type was not offered')
    this.stage = ({ [vncAuth]: 'answer', [ra2ne]: 'ra2', [xvp]: 'xvp' } as const)[chosen] ?? 'client-init'
    if (chosen === vncAuth) return { kind: 'reply', bytes: 1, reply: this.challenge }
    if (chosen === ra2ne) return { kind: 'reply', bytes: 1, reply: this.login.identity?.publicBytes ?? Buffer.alloc(0) }
    if (chosen === xvp) return { kind: 'reply', bytes: 1, reply: Buffer.alloc(0) }
    // Before 3.8 there is no result for None.
    return { kind: 'reply', bytes: 1, reply: this.minor >= 8 ? u32(0) : Buffer.alloc(0) }
  }

  private answer(given: Buffer): HandshakeStep {
    if (!timingSafeEqual(given, vncAuthResponse(this.login.password ?? '', this.challenge))) {
      return this.failed('Authentication failure')
    }
    this.stage = 'client-init'
    return { kind: 'reply', bytes: 16, reply: u32(0) }
  }

  /** Two lengths, then user and target (xvp's README; novnc/noVNC core/rfb.js `_negotiateXvpAuth`). */
  private xvpNames(data: Buffer): HandshakeStep | undefined {
    if (data.length < 2) return undefined
    const [userLength, targetLength] = [data.readUInt8(0), data.readUInt8(1)]
    const bytes = 2 + userLength + targetLength
    if (data.length < bytes) return undefined
    const user = data.toString('utf8', 2, 2 + userLength)
    const target = data.toString('utf8', 2 + userLength, bytes)
    if (user !== (this.login.user ?? '') || target !== this.login.target) return this.failed('No such machine')
    this.stage = 'answer'
    return { kind: 'reply', bytes, reply: this.challenge }
  }

  private takeRa2(data: Buffer): HandshakeStep | undefined {
    const step = this.ra2?.take(data)
    if (!step) return undefined
    if ('wrong' in step) return this.failed(step.wrong)
    if ('reply' in step) return { kind: 'reply', ...step }
    const { user = '', password = '' } = this.login
    if (step.user !== user || step.password !== password) return this.failed('Authentication failure')
    this.stage = 'client-init'
    return { kind: 'reply', bytes: step.bytes, reply: u32(0) }
  }

  private failed(why: string): HandshakeStep {
    return refused(why, Buffer.concat([u32(1), this.minor >= 8 ? withLength(why) : Buffer.alloc(0)]))
  }
}

function refused(why: string, reply: Buffer): HandshakeStep {
  return { kind: 'refused', reply, why }
}
