import { socketUrl } from '../../../net/deviceUrl'
import type { TerminalCapability, TerminalLine } from '../../capabilities/terminal'
import { DeviceError } from '../../errors'
import type { NanokvmClient } from './NanokvmClient'

/** The board's serial ports, through a program on the device; other speeds are a command away in the shell. */
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
  const ends = new Set<() => void>()
  return {
    lines,
    async open(line, size) {
      const { ShellSession } = await import('./ShellSession').catch((cause: unknown) => {
        throw new DeviceError('engine-load', { cause })
      })
      const url = socketUrl(client.url('api/vm/terminal'), client.base)
      const command = serialLines[line]
      const session = new ShellSession({ url, size, ...(command && { command }) })
      ends.add(() => session.close())
      return session
    },
    closeAll() {
      for (const end of ends) end()
      ends.clear()
    },
  }
}
