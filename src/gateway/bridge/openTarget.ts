import { connect, type Socket } from 'node:net'
import type { TcpTarget } from '../config/GatewayConfig.ts'
import { ConnectTimeout } from '../failures.ts'

/** Opens a TCP connection, or rejects with why not; `signal` gives up early, as when the page has left. */
export function openTarget({ host, port }: TcpTarget, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 })
    const timer = setTimeout(() => socket.destroy(new ConnectTimeout(timeoutMs)), timeoutMs)
    const leave = () => socket.destroy(new Error('the page left'))
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
    }
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave)
    socket.once('connect', () => {
      settle()
      socket.removeListener('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', settle)
  })
}
