import type { Socket } from 'node:net'
import type { RawData, WebSocket } from 'ws'

/** Above this much waiting for a slow page, the machine is not read any further. */
const highBytes = 1 << 20
const lowBytes = 1 << 18
/** What the page still sent is given this long to reach a machine that does not read. */
const lastWordsMs = 1_000

/** Passes bytes both ways until either side ends, holding back whichever side is faster than the other. */
export function pump(page: WebSocket, machine: Socket): void {
  const fill = () => {
    if (machine.isPaused() && page.bufferedAmount < lowBytes) machine.resume()
  }
  machine.on('data', chunk => {
    page.send(chunk, { binary: true }, fill)
    if (page.bufferedAmount > highBytes) machine.pause()
  })
  page.on('message', data => {
    if (!machine.write(bytesOf(data))) page.pause()
  })
  machine.on('drain', () => page.resume())
  machine.on('end', () => page.close(1000, 'the machine closed the connection'))
  machine.on('error', () => page.close(1011, 'the connection to the machine broke'))
  // A close frame must be read to be answered, and a paused WebSocket reads nothing.
  machine.on('close', () => page.resume())
  page.on('close', () => {
    machine.destroySoon()
    const timer = setTimeout(() => machine.destroy(), lastWordsMs)
    machine.once('close', () => clearTimeout(timer))
  })
}

/** One message as bytes, however `ws` has kept it. */
export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? Buffer.from(data) : data
}
