import { socketUrl } from '../../net/deviceUrl'
import { openSocket } from '../../net/socket'
import type { TerminalCapability } from '../capabilities/terminal'
import type { DeviceEntry } from '../device'
import { DeviceError } from '../errors'

/**
 * The line that the gateway bridges beside a machine's screen (`terminal` in wheelhouse.json), for any family; nothing
 * where there is none. What speaks its protocol is loaded when it is opened.
 *
 * @example const terminal = lineTerminal(entry); capabilities.set({ ...base, ...(terminal && { terminal }) })
 */
export function lineTerminal(entry: Pick<DeviceEntry, 'has' | 'base'>): TerminalCapability | undefined {
  if (!entry.has.includes('terminal')) return undefined
  const url = lineUrl(entry)
  return {
    lines: [
      { id: 'telnet', protocol: 'telnet', of: 'machine' },
      { id: 'raw', protocol: 'raw', of: 'machine' },
    ],
    async open(line, size) {
      const { LineSession } = await import('./LineSession').catch((cause: unknown) => {
        throw new DeviceError('engine-load', { cause })
      })
      return new LineSession({ protocol: line === 'raw' ? 'raw' : 'telnet', size, openSocket: () => openSocket(url) })
    },
  }
}

/** Where the bridge to an entry's line listens. */
export function lineUrl({ base }: Pick<DeviceEntry, 'base'>): string {
  return socketUrl(`${base}~terminal`, document.baseURI)
}
