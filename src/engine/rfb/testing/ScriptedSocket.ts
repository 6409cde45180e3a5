/** R, G, B and a byte without meaning: what noVNC asks for. */
const rgbxFormat = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]

/**
 * A WebSocket whose other end is the test: `deliver` plays the server, `sent` holds what the client wrote. Everything
 * happens at once, so a test can look between any two bytes.
 */
export class ScriptedSocket extends EventTarget {
  readonly protocol = ''
  binaryType: BinaryType = 'blob'
  readyState: number = WebSocket.CONNECTING
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  private written: number[] = []

  /** As the type that the code under test takes. What it does not use is not there. */
  get asWebSocket(): WebSocket {
    return this as unknown as WebSocket
  }

  send(data: Uint8Array): void {
    this.written.push(...data)
  }

  close(code = 1000): void {
    if (this.readyState > WebSocket.OPEN) return
    this.readyState = WebSocket.CLOSED
    this.tell(new CloseEvent('close', { code, wasClean: true }), this.onclose)
  }

  /** What was written since the last call. */
  sent(): number[] {
    return this.written.splice(0)
  }

  open(): void {
    this.readyState = WebSocket.OPEN
    this.tell(new Event('open'), this.onopen)
  }

  /** Everything in one message. */
  deliver(bytes: readonly number[]): void {
    this.tell(new MessageEvent('message', { data: new Uint8Array(bytes).buffer }), this.onmessage)
  }

  /** One byte per message. */
  dribble(bytes: readonly number[]): void {
    for (const byte of bytes) this.deliver([byte])
  }

  /** The handshake of RFB 3.8 without security, one byte at a time, up to a session of this size and pixel format. */
  handshake(widthPx = 8, heightPx = 6, format: readonly number[] = rgbxFormat): void {
    this.open()
    this.dribble([...latin1('RFB 003.008\n'), 1, 1, ...u32(0)])
    this.dribble([...u16(widthPx), ...u16(heightPx), ...format])
    this.dribble([...u32(3), ...latin1('lab')])
  }

  private tell<E extends Event>(event: E, on: ((event: E) => void) | null): void {
    this.dispatchEvent(event)
    on?.call(this, event)
  }
}

export function u16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff]
}

export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value)]
}

export function latin1(text: string): number[] {
  return [...text].map(character => character.charCodeAt(0))
}
