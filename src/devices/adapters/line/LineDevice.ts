import { writable } from '../../../lib/readable'
import { openSocket } from '../../../net/socket'
import type { Capabilities } from '../../capabilities/capabilities'
import type { TerminalCapability, TerminalSession, TerminalSize } from '../../capabilities/terminal'
import type { Device, LinkState } from '../../device'
import { LineSession } from '../../line/LineSession'

type Protocol = 'telnet' | 'raw'

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
  private protocol: Protocol = 'telnet'
  private size = usualSize
  private session: LineSession
  private unfollow = () => {}
  private isClosed = false

  constructor(id: string, url: string) {
    this.id = id
    this.url = url
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
    const session = new LineSession({ protocol: this.protocol, size: this.size, openSocket: openLine })
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
