/**
 * Messages to and from an app's Unix socket beside a KasmVNC server. The app must speak first; nothing is acknowledged.
 * Sources: kasmtech/KasmVNC common/rfb/VNCSConnectionST.cxx, unix/xserver/hw/vnc/XserverDesktop.cc.
 */
export interface RelayCapability {
  /** Names the configuration gives; others may exist. */
  readonly names: readonly string[]
  /**
   * One subscription per name and connection on the wire, however many listeners here; made again after a reconnect.
   * Rejects with `action-refused` and the server's words (`No permissions`, `No such unix channel`), with
   * `action-timeout` when the server says nothing.
   */
  subscribe(name: string, onData: (data: Uint8Array) => void, signal?: AbortSignal): Promise<() => void>
  /** At most 64 KiB. Rejects with `not-supported` above that, `action-refused` when not subscribed, `view-only` while that is on. */
  send(name: string, data: Uint8Array): Promise<void>
}
