import { socketUrl } from '../../../net/deviceUrl'
import type { TerminalCapability, TerminalLine } from '../../capabilities/terminal'
import { DeviceError } from '../../errors'
import type { NanokvmClient } from './NanokvmClient'

/** The board's serial ports, and the speeds that consoles of machines speak; the first is the usual one. */
const ports = ['ttyS1', 'ttyS2']
const speedsBd = [115_200, 57_600, 38_400, 19_200, 9_600]

/** What is typed to the shell for a line: a program on the device that speaks to the port (web/src/pages/terminal). */
const commands: ReadonlyMap<string, string> = new Map(
  ports.flatMap(port => speedsBd.map(bd => [`${port}@${bd}`, `picocom /dev/${port} --baud ${bd}`] as const)),
)

const lines: readonly TerminalLine[] = [
  { id: 'shell', protocol: 'shell', of: 'device' },
  ...[...commands.keys()].map(
    (id): TerminalLine => ({ id, name: `${id.replace('@', ', ')} Bd`, protocol: 'raw', of: 'machine' }),
  ),
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
      const command = commands.get(line)
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
