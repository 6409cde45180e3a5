import { socketUrl } from '../../net/deviceUrl'
import { openSocket } from '../../net/socket'
import type { TerminalCapability } from '../capabilities/terminal'
import type { DeviceEntry, OpenChoices } from '../device'
import { DeviceError } from '../errors'

/**
 * The line that the gateway bridges beside a machine's screen (`terminal` in wheelhouse.json), for any family; nothing
 * where there is none. What speaks its protocol is loaded when it is opened.
 *
 * @example const terminal = lineTerminal(entry, choices); capabilities.set({ ...base, ...(terminal && { terminal }) })
 */
export function lineTerminal(
  entry: Pick<DeviceEntry, 'has' | 'base' | 'lineKeys'>,
  choices: Pick<OpenChoices, 'kept'>,
): TerminalCapability | undefined {
  if (!entry.has.includes('terminal')) return undefined
  const url = lineUrl(entry)
  return {
    lines: [
      { id: 'telnet', protocol: 'telnet', of: 'machine' },
      { id: 'raw', protocol: 'raw', of: 'machine' },
    ],
    async open(line, size) {
      const loaded = Promise.all([import('./LineSession'), import('./lineKeysChoice')])
      const [{ LineSession }, { lineKeysChoice }] = await loaded.catch((cause: unknown) => {
        throw new DeviceError('engine-load', { cause })
      })
      const protocol = line === 'raw' ? 'raw' : 'telnet'
      const keys = lineKeysChoice(entry.lineKeys, choices.kept?.('lineKeys'))
      return new LineSession({ protocol, size, keys, openSocket: () => openSocket(url) })
    },
  }
}

/** Where the bridge to an entry's line listens. */
export function lineUrl({ base }: Pick<DeviceEntry, 'base'>): string {
  return socketUrl(`${base}~terminal`, document.baseURI)
}
