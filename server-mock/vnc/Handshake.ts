import { randomBytes, timingSafeEqual } from 'node:crypto'
import { u8, u32, withLength } from './bytes'
import { vncAuthResponse } from './vncAuth'

/** What a step did with the bytes it was given; `undefined`: it waits for more. */
export type HandshakeStep =
  | { readonly kind: 'reply'; readonly bytes: number; readonly reply: Buffer }
  | { readonly kind: 'refused'; readonly reply: Buffer; readonly why: string }
  | { readonly kind: 'done'; readonly bytes: number; readonly shared: boolean }

const none = 1
const vncAuth = 2

/** The server's side of RFB 3.3, 3.7 and 3.8 up to ClientInit, without a socket. */
export class Handshake {
  /** What the server says first. */
  static readonly greeting = Buffer.from('RFB 003.008\n', 'latin1')
  private readonly password: string | undefined
  private readonly challenge = randomBytes(16)
  private minor = 8
  private stage: 'version' | 'security' | 'answer' | 'client-init' = 'version'

  constructor(password: string | undefined) {
    this.password = password
  }

  take(data: Buffer): HandshakeStep | undefined {
    switch (this.stage) {
      case 'version':
        return data.length < 12 ? undefined : this.version(data.toString('latin1', 0, 12))
      case 'security':
        return data.length < 1 ? undefined : this.security(data.readUInt8(0))
      case 'answer':
        return data.length < 16 ? undefined : this.answer(data.subarray(0, 16))
      case 'client-init':
        return data.length < 1 ? undefined : { kind: 'done', bytes: 1, shared: data.readUInt8(0) !== 0 }
    }
  }

  private get type(): number {
    return this.password === undefined ? none : vncAuth
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
    this.stage = chosen === vncAuth ? 'answer' : 'client-init'
    if (chosen === vncAuth) return { kind: 'reply', bytes: 1, reply: this.challenge }
    // Before 3.8 there is no result for None.
    return { kind: 'reply', bytes: 1, reply: this.minor >= 8 ? u32(0) : Buffer.alloc(0) }
  }

  private answer(given: Buffer): HandshakeStep {
    if (!timingSafeEqual(given, vncAuthResponse(this.password ?? '', this.challenge))) {
      return this.failed('Authentication failure')
    }
    this.stage = 'client-init'
    return { kind: 'reply', bytes: 16, reply: u32(0) }
  }

  private failed(why: string): HandshakeStep {
    return refused(why, Buffer.concat([u32(1), this.minor >= 8 ? withLength(why) : Buffer.alloc(0)]))
  }
}

function refused(why: string, reply: Buffer): HandshakeStep {
  return { kind: 'refused', reply, why }
}
