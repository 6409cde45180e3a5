import {
  constants,
  createCipheriv,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import { cmac } from '@noble/ciphers/aes.js'
import { u8, u16, u32 } from './bytes'

const keyBits = 2048
const keyBytes = keyBits / 8

/** A server's key pair; what viewers compare is `fingerprint`. */
export interface Identity {
  readonly privateKey: KeyObject
  /** Length in bits, modulus, exponent: as they go over the wire. */
  readonly publicBytes: Buffer
  /** The first 8 bytes of its SHA-1, in hex with dashes. */
  readonly fingerprint: string
}

export function makeIdentity(): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: keyBits })
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const publicBytes = Buffer.concat([u32(keyBits), padded(n), padded(e)])
  const digest = createHash('sha1').update(publicBytes).digest().subarray(0, 8)
  return { privateKey, publicBytes, fingerprint: [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('-') }
}

/** What a step did; `undefined`: it waits for more. */
type Ra2Step =
  | { readonly bytes: number; readonly reply: Buffer }
  | { readonly bytes: number; readonly user: string; readonly password: string }
  | { readonly bytes: number; readonly wrong: string }

/**
 * The server's side of RA2ne: RSA keys on both sides, AES-EAX until the password has come, nothing after it
 * (github.com/rfbproto/rfbproto, security type 6). What is said in clear afterwards is not protected.
 */
export class Ra2ne {
  private readonly identity: Identity
  private readonly asksUser: boolean
  private readonly random = randomBytes(16)
  private viewerKey = Buffer.alloc(0)
  private hashOfViewer = Buffer.alloc(0)
  private stage: 'key' | 'random' | 'hash' | 'password' = 'key'
  private toViewer: EaxStream | undefined
  private fromViewer: EaxStream | undefined

  constructor(identity: Identity, asksUser: boolean) {
    this.identity = identity
    this.asksUser = asksUser
  }

  take(data: Buffer): Ra2Step | undefined {
    switch (this.stage) {
      case 'key':
        return this.takeKey(data)
      case 'random':
        return this.takeRandom(data)
      case 'hash':
        return this.takeHash(data)
      case 'password':
        return this.takePassword(data)
    }
  }

  private takeKey(data: Buffer): Ra2Step | undefined {
    if (data.length < 4) return undefined
    if (data.readUInt32BE(0) !== keyBits) return { bytes: 4, wrong: 'a key of another length' }
    const bytes = 4 + 2 * keyBytes
    if (data.length < bytes) return undefined
    this.viewerKey = Buffer.from(data.subarray(0, bytes))
    this.stage = 'random'
    return { bytes, reply: Buffer.alloc(0) }
  }

  private takeRandom(data: Buffer): Ra2Step | undefined {
    const bytes = 2 + keyBytes
    if (data.length < bytes) return undefined
    const theirs = unpadded(
      privateDecrypt(
        // Node has given up PKCS 1 for private keys; the protocol has not.
        { key: this.identity.privateKey, padding: constants.RSA_NO_PADDING },
        data.subarray(2, bytes),
      ),
    )
    if (theirs?.length !== 16) return { bytes, wrong: 'a random number that is none' }
    const viewerPublic = createPublicKey({
      format: 'jwk',
      key: { kty: 'RSA', n: part(this.viewerKey, 0), e: part(this.viewerKey, 1) },
    })
    const sealed = publicEncrypt({ key: viewerPublic, padding: constants.RSA_PKCS1_PADDING }, this.random)
    const sha1 = (...all: Buffer[]) => createHash('sha1').update(Buffer.concat(all)).digest()
    this.fromViewer = new EaxStream(sha1(this.random, theirs).subarray(0, 16))
    this.toViewer = new EaxStream(sha1(theirs, this.random).subarray(0, 16))
    this.hashOfViewer = sha1(this.viewerKey, this.identity.publicBytes)
    this.stage = 'hash'
    return { bytes, reply: Buffer.concat([u16(keyBytes), sealed]) }
  }

  private takeHash(data: Buffer): Ra2Step | undefined {
    const message = this.fromViewer?.open(data)
    if (!message) return undefined
    if (!message.body?.equals(this.hashOfViewer)) return { bytes: message.bytes, wrong: 'another hash of the keys' }
    const hash = createHash('sha1').update(this.identity.publicBytes).update(this.viewerKey).digest()
    this.stage = 'password'
    const reply = [hash, u8(this.asksUser ? 1 : 2)].map(body => this.toViewer?.seal(body) ?? Buffer.alloc(0))
    return { bytes: message.bytes, reply: Buffer.concat(reply) }
  }

  private takePassword(data: Buffer): Ra2Step | undefined {
    const message = this.fromViewer?.open(data)
    if (!message) return undefined
    const { bytes, body } = message
    if (!body) return { bytes, wrong: 'a message that was changed under way' }
    const userLength = body.readUInt8(0)
    const passwordLength = body.readUInt8(1 + userLength)
    return {
      bytes,
      user: body.toString('utf8', 1, 1 + userLength),
      password: body.toString('utf8', 2 + userLength, 2 + userLength + passwordLength),
    }
  }
}

/** One direction: each message is its length, the text under AES-EAX, and 16 bytes that prove both. */
class EaxStream {
  private readonly key: Buffer
  private readonly counter = Buffer.alloc(16)

  constructor(key: Buffer) {
    this.key = key
  }

  seal(body: Buffer): Buffer {
    const length = u16(body.length)
    const sealed = this.crypt(body)
    const tag = this.tag(length, sealed)
    this.count()
    return Buffer.concat([length, sealed, tag])
  }

  /** `body` is missing when the proof does not hold. */
  open(data: Buffer): { bytes: number; body: Buffer | undefined } | undefined {
    if (data.length < 2) return undefined
    const length = data.readUInt16BE(0)
    const bytes = 2 + length + 16
    if (data.length < bytes) return undefined
    const sealed = data.subarray(2, 2 + length)
    const isWhole = this.tag(data.subarray(0, 2), sealed).equals(data.subarray(2 + length, bytes))
    const body = isWhole ? this.crypt(sealed) : undefined
    this.count()
    return { bytes, body }
  }

  private crypt(data: Buffer): Buffer {
    return createCipheriv('aes-128-ctr', this.key, this.omac(0, this.counter)).update(data)
  }

  private tag(length: Buffer, sealed: Buffer): Buffer {
    const [nonce, header, text] = [this.omac(0, this.counter), this.omac(1, length), this.omac(2, sealed)]
    return Buffer.from(nonce.map((byte, i) => byte ^ (header[i] ?? 0) ^ (text[i] ?? 0)))
  }

  /** EAX's three uses of CMAC, told apart by a first block. */
  private omac(use: 0 | 1 | 2, data: Buffer): Buffer {
    const block = Buffer.alloc(16)
    block[15] = use
    return Buffer.from(cmac(Buffer.concat([block, data]), this.key))
  }

  /** Little-endian, as the protocol counts its messages. */
  private count(): void {
    for (let i = 0; i < 16; i++) {
      const next = ((this.counter[i] ?? 0) + 1) & 0xff
      this.counter[i] = next
      if (next !== 0) return
    }
  }
}

function padded(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url')
  return Buffer.concat([Buffer.alloc(keyBytes - bytes.length), bytes])
}

/** Modulus (0) or exponent (1) of a public key from the wire. */
function part(key: Buffer, which: 0 | 1): string {
  const bytes = key.subarray(4 + which * keyBytes, 4 + (which + 1) * keyBytes)
  const first = bytes.findIndex(byte => byte !== 0)
  return bytes.subarray(Math.max(0, first)).toString('base64url')
}

/** PKCS 1: 0, 2, filling, 0, then the message. */
function unpadded(block: Buffer): Buffer | undefined {
  if (block[0] !== 0 || block[1] !== 2) return undefined
  const end = block.indexOf(0, 2)
  return end < 0 ? undefined : block.subarray(end + 1)
}
