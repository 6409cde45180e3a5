import type { FamilyGateway } from '../../lib/gatewayFamily.ts'

/** How the certificate of one device is judged; all absent: by the system's authorities. */
export interface TlsRule {
  readonly verify: boolean
  /** SHA-256 of the whole certificate, upper case, with colons, as Node and browsers print it. */
  readonly pin?: string
  /** PEM text, and the file it came from for generators. */
  readonly ca?: { readonly file: string; readonly pem: string }
  readonly name?: string
}

export interface Credentials {
  readonly username?: string
  readonly password: string
}

export interface TcpTarget {
  readonly host: string
  readonly port: number
}

/** One device, ready to be reached; never leaves the process. */
export interface GatewayDevice {
  readonly id: string
  readonly name: string
  readonly family: FamilyGateway
  readonly group?: string
  readonly tags?: readonly string[]
  readonly relay?: readonly string[]
  /** What the keys of its line send; the page reads it. */
  readonly lineKeys?: Readonly<Record<string, string>>
  /** Present where the family has HTTP. */
  readonly url?: URL
  readonly tls: TlsRule
  readonly credentials?: Credentials
  /** The device lets everybody in: the page asks nobody, too. */
  readonly asksNobody?: boolean
  readonly screen?: TcpTarget
  readonly terminal?: TcpTarget
}

/** wheelhouse.json after decoding, defaults filled in. */
export interface GatewayConfig {
  readonly devices: readonly GatewayDevice[]
  /** `undefined`: the file leaves it to whoever starts the gateway. */
  readonly adHoc?: boolean
  readonly embed: { readonly origins: Readonly<Record<string, readonly string[]>> }
  readonly settings: {
    readonly defaults: Readonly<Record<string, string | number | boolean>>
    readonly locked: readonly string[]
  }
}
