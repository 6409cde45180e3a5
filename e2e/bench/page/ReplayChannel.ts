/**
 * A WebSocket as far as noVNC looks at one: it asks for these eight names as own or direct properties
 * (novnc/noVNC core/websock.js). Messages are handed in by the player.
 */
export class ReplayChannel {
  binaryType = 'arraybuffer'
  protocol = ''
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null

  send(): void {}

  close(): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.onclose?.({ code: 1000, reason: '' })
  }

  open(): void {
    this.readyState = 1
    this.onopen?.()
  }

  deliver(data: ArrayBuffer): void {
    this.onmessage?.({ data })
  }
}
