import type { KasmRelay } from './KasmRelay'

/**
 * What KasmVNC's own pages know as `rfb`: the object of its Developer API's Unix relay example, with the names and the
 * meaning it has there. Programs written against that page run unchanged.
 *
 * @example
 * rfb.subscribeUnixRelay('demo', payload => rfb.sendUnixRelayData('demo', new Uint8Array([1, ...payload])))
 */
export class KasmRfb {
  private readonly relay: KasmRelay
  private readonly onFailure: (name: string, error: unknown) => void

  /** `onFailure`: the example has no place for what went wrong. */
  constructor(relay: KasmRelay, onFailure: (name: string, error: unknown) => void) {
    this.relay = relay
    this.onFailure = onFailure
  }

  /** Calls back with each message of that relay. */
  subscribeUnixRelay(name: string, callback: (payload: Uint8Array) => void): void {
    this.relay.subscribe(name, callback).catch((error: unknown) => this.onFailure(name, error))
  }

  /** Sends to the program that last spoke on that relay. */
  sendUnixRelayData(name: string, bytes: Uint8Array): void {
    this.relay.send(name, bytes).catch((error: unknown) => this.onFailure(name, error))
  }
}
