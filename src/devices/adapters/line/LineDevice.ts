import { writable } from '../../../lib/readable'
import { openSocket } from '../../../net/socket'
import type { Capabilities } from '../../capabilities/capabilities'
import type { LineKeysChoice, TerminalCapability, TerminalSession, TerminalSize } from '../../capabilities/terminal'
import type { Device, KeptWord, LinkState } from '../../device'
import { LineSession } from '../../line/LineSession'
import { lineKeysChoice } from '../../line/lineKeysChoice'

type Protocol = 'telnet' | 'raw'

export interface LineProfile {
  readonly url: string
  /** What its keys send, as its entry says. */
  readonly lineKeys?: unknown
  /** Where the operator's choice of the same is kept. */
  readonly kept?: KeptWord | undefined
}

/** Until somebody looks. */
const usualSize: TerminalSize = { columns: 80, rows: 24 }

/**
 * A line as a machine of its own: its one connection stands from the start, and whoever opens the terminal joins it.
 * Choosing the other protocol opens the line anew.
 */
export class LineDevice implements Device {
  readonly id: string
  readonly link = writable<LinkState>({ phase: 'connecting', step: 'opening', attempt: 0 })
  readonly capabilities = writable<Capabilities>({})
  private readonly url: string
  private readonly keys: LineKeysChoice
  private protocol: Protocol = 'telnet'
  private size = usualSize
  private session: LineSession
  private unfollow = () => {}
  private isClosed = false

  constructor(id: string, { url, lineKeys, kept }: LineProfile) {
    this.id = id
    this.url = url
    this.keys = lineKeysChoice(lineKeys, kept)
    this.session = this.start()
    const terminal: TerminalCapability = {
      lines: [
        { id: 'telnet', protocol: 'telnet', of: 'machine' },
        { id: 'raw', protocol: 'raw', of: 'machine' },
      ],
      open: async (line, size) => this.join(line === 'raw' ? 'raw' : 'telnet', size),
    }
    this.capabilities.set({ terminal })
  }

  retryNow(): void {
    this.session.retryNow()
  }

  close(): void {
    this.isClosed = true
    this.session.close()
  }

  private start(): LineSession {
    const openLine = () => openSocket(this.url)
    const { protocol, size, keys } = this
    const session = new LineSession({ protocol, size, keys, openSocket: openLine })
    this.unfollow()
    this.unfollow = session.link.subscribe(state => this.link.set(state))
    this.link.set(session.link.getState())
    return session
  }

  private join(protocol: Protocol, size: TerminalSize): TerminalSession {
    this.size = size
    if (protocol !== this.protocol && !this.isClosed) {
      this.protocol = protocol
      this.unfollow()
      this.session.close()
      this.session = this.start()
    }
    const { session } = this
    session.resize(size)
    return {
      link: session.link,
      keys: this.keys,
      onData: listener => session.onData(listener),
      write: bytes => session.write(bytes),
      resize: next => {
        this.size = next
        session.resize(next)
      },
      retryNow: () => session.retryNow(),
      close: () => {}, // the line is the machine: it ends with it
    }
  }
}
