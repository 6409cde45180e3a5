/**
 * Wake-on-LAN sent by the device: NanoKVM with its saved addresses, PiKVM through a GPIO output whose driver is `wol`.
 */
export interface WakeCapability {
  targets(signal?: AbortSignal): Promise<readonly WakeTarget[]>
  /** Resolves when the packet was sent. Nothing answers a magic packet. */
  wake(target: Pick<WakeTarget, 'id'> | { readonly mac: string }, signal?: AbortSignal): Promise<void>
  /** Any address may be given, and the device remembers it. */
  readonly takesAnyMac: boolean
  readonly rename?: ((id: string, name: string, signal?: AbortSignal) => Promise<void>) | undefined
  readonly forget?: ((id: string, signal?: AbortSignal) => Promise<void>) | undefined
}

export interface WakeTarget {
  readonly id: string
  readonly name?: string
  /** `AA:BB:CC:DD:EE:FF`; absent where only the device knows it. */
  readonly mac?: string
}
