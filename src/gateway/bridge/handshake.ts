import type { Socket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import type { Credentials } from '../config/GatewayConfig.ts'
import { ConnectTimeout } from '../failures.ts'
import { ByteQueue, EarlyEnd } from './ByteQueue.ts'
import { bytesOf } from './pump.ts'
import { RfbRefused, refusePage, signInToServer, welcomePage } from './rfbSecurity.ts'

/**
 * Does RFB's handshake twice, with the machine by held credentials and with the page without any; afterwards both stand
 * before ClientInit. Rejects with `RfbRefused` after the page was told, `EarlyEnd` or a time-out.
 */
export async function holdHandshake(
  page: WebSocket,
  machine: Socket,
  credentials: Credentials,
  timeoutMs: number,
): Promise<void> {
  const fromPage = new ByteQueue()
  const fromMachine = new ByteQueue()
  const onMessage = (data: RawData) => fromPage.push(bytesOf(data))
  const onData = (chunk: Buffer) => fromMachine.push(chunk)
  const onEnd = () => fromMachine.fail(new EarlyEnd('the machine closed the connection while signing in'))
  const onClose = () => fromPage.fail(new EarlyEnd('the page left'))
  const timer = setTimeout(() => {
    fromPage.fail(new ConnectTimeout(timeoutMs))
    fromMachine.fail(new ConnectTimeout(timeoutMs))
  }, timeoutMs)
  page.on('message', onMessage).on('close', onClose)
  machine.on('data', onData).on('end', onEnd).on('error', onEnd).on('close', onEnd)
  const pageSide = { input: fromPage, write: (bytes: Uint8Array) => page.send(bytes, { binary: true }) }
  try {
    await signInToServer({ input: fromMachine, write: bytes => machine.write(bytes) }, credentials).catch(
      async (error: unknown) => {
        if (error instanceof RfbRefused) await refusePage(pageSide, error.message)
        throw error
      },
    )
    await welcomePage(pageSide)
  } finally {
    clearTimeout(timer)
    page.removeListener('message', onMessage).removeListener('close', onClose)
    machine.pause()
    machine.removeListener('data', onData).removeListener('end', onEnd)
    machine.removeListener('error', onEnd).removeListener('close', onEnd)
  }
  machine.unshift(fromMachine.rest())
  machine.write(fromPage.rest())
}
