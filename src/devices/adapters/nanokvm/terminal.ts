import { Lifetime } from '../../../lib/lifetime'
import { writable } from '../../../lib/readable'
import { socketUrl } from '../../../net/deviceUrl'
import { openSocket } from '../../../net/socket'
import type { TerminalCapability, TerminalLine, TerminalSession, TerminalSize } from '../../capabilities/terminal'
import type { LinkState } from '../../device'
import { DeviceError } from '../../errors'
import type { NanokvmClient } from './NanokvmClient'

/** As long as the device's own page waits for a prompt (web/src/pages/terminal/index.tsx). */
const promptMs = 300
/** picocom's way out: Ctrl-A Ctrl-X. */
const leavePicocom = '\x01\x18'

/** As on the main socket: server/middleware/session.go */
const sessionEnded = 4401

/** The board's serial ports, through a program on the device. */
const serialLines: Readonly<Record<string, string>> = {
  ttyS1: 'picocom /dev/ttyS1 --baud 115200',
  ttyS2: 'picocom /dev/ttyS2 --baud 115200',
}

const lines: readonly TerminalLine[] = [
  { id: 'shell', protocol: 'shell', of: 'device' },
  ...Object.keys(serialLines).map((id): TerminalLine => ({ id, protocol: 'raw', of: 'machine' })),
]

/** A shell on the device itself, as root; and through it, its serial ports. */
export function nanokvmTerminal(client: NanokvmClient): TerminalCapability & { closeAll(): void } {
  const open = new Set<TerminalSession>()
  return {
    lines,
    open(line, size) {
      const session = openShell(client, size, serialLines[line])
      open.add(session)
      session.link.subscribe(({ phase }) => phase === 'ended' && open.delete(session))
      return session
    },
    closeAll() {
      for (const session of [...open]) session.close()
    },
  }
}

function openShell(client: NanokvmClient, size: TerminalSize, command: string | undefined): TerminalSession {
  const link = writable<LinkState>({ phase: 'connecting', step: 'opening', attempt: 0 })
  const listeners = new Set<(bytes: Uint8Array) => void>()
  const lifetime = new Lifetime()
  const { signal } = lifetime
  const socket = openSocket(socketUrl(client.url('api/vm/terminal'), client.base))
  const decoder = new TextDecoder()
  const say = (data: string | Uint8Array<ArrayBuffer>) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data)
  }
  /** Binary is for sizes alone. The names of both generations: each passes over the other's. */
  const tellSize = ({ columns, rows }: TerminalSize) =>
    say(new TextEncoder().encode(JSON.stringify({ cols: columns, rows, width: columns, height: rows })))
  const end = (why: DeviceError | 'by-user') => {
    if (lifetime.ended) return
    lifetime.dispose()
    socket.close()
    link.set({ phase: 'ended', why })
  }
  let wanted = size
  socket.addEventListener(
    'open',
    () => {
      tellSize(wanted)
      if (command) lifetime.timeout(() => say(`${command}\n`), promptMs)
      link.set({ phase: 'online', sinceMs: Date.now() })
    },
    { signal },
  )
  socket.addEventListener(
    'message',
    ({ data }: MessageEvent<unknown>) => {
      const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new TextEncoder().encode(String(data))
      for (const listener of listeners) listener(bytes)
    },
    { signal },
  )
  socket.addEventListener(
    'close',
    ({ code, reason }) => {
      const hadOpened = link.getState().phase === 'online'
      const options = { code, ...(reason && { detail: reason }) }
      const reasonOf = code === sessionEnded ? 'session-over' : hadOpened ? 'server-closed' : 'socket-failed'
      end(new DeviceError(reasonOf, options))
    },
    { signal },
  )
  return {
    link,
    onData(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    write: bytes => say(decoder.decode(bytes, { stream: true })), // keystrokes are text: binary would be a size
    resize(next) {
      wanted = next
      tellSize(next)
    },
    close() {
      if (command) say(leavePicocom)
      end('by-user')
    },
  }
}
