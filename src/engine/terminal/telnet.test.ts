import { describe, expect, it } from 'vitest'
import { Telnet, type TelnetOptions } from './telnet'

const [IAC, DONT, DO, WONT, WILL, SB, SE] = [255, 254, 253, 252, 251, 250, 240]
const [BINARY, ECHO, SGA, STATUS, TM, TTYPE, NAWS, TSPEED, LINEMODE, AUTH, ENCRYPT] = [
  0, 1, 3, 5, 6, 24, 31, 32, 34, 37, 38,
]

function line(
  size: { columns: number; rows: number } = { columns: 80, rows: 24 },
  echo: TelnetOptions['echo'] = () => 'auto',
) {
  const sent: number[] = []
  const shown: number[] = []
  const telnet = new Telnet({
    terminalType: 'XTERM-256COLOR',
    ...size,
    echo,
    send: bytes => sent.push(...bytes),
    show: bytes => shown.push(...bytes),
  })
  return {
    telnet,
    shown,
    text: () => String.fromCharCode(...shown),
    receive: (...bytes: number[]) => telnet.receive(Uint8Array.from(bytes)),
    /** What was sent since asked last. */
    sent: () => sent.splice(0),
    type: (...bytes: number[]) => telnet.type(Uint8Array.from(bytes)),
  }
}
const ascii = (text: string) => [...text].map(letter => letter.charCodeAt(0))

describe('Telnet', () => {
  // Each row as inetutils-telnetd 2.4 and telnetd-ssl were seen to offer it.
  const answers: readonly [string, number[], number[]][] = [
    ['WILL ECHO', [WILL, ECHO], [DO, ECHO]],
    ['WILL SUPPRESS-GO-AHEAD', [WILL, SGA], [DO, SGA]],
    ['WILL STATUS', [WILL, STATUS], [DONT, STATUS]],
    ['WILL BINARY', [WILL, BINARY], [DO, BINARY]],
    ['DO BINARY', [DO, BINARY], [WILL, BINARY]],
    ['DO SUPPRESS-GO-AHEAD', [DO, SGA], [WILL, SGA]],
    ['DO TERMINAL-TYPE', [DO, TTYPE], [WILL, TTYPE]],
    ['DO ECHO', [DO, ECHO], [WONT, ECHO]],
    ['DO LINEMODE', [DO, LINEMODE], [WONT, LINEMODE]],
    ['DO TSPEED', [DO, TSPEED], [WONT, TSPEED]],
    ['DO XDISPLOC', [DO, 35], [WONT, 35]],
    ['DO LFLOW', [DO, 33], [WONT, 33]],
    ['DO OLD-ENVIRON', [DO, 36], [WONT, 36]],
    ['DO NEW-ENVIRON', [DO, 39], [WONT, 39]],
    ['DO TIMING-MARK', [DO, TM], [WILL, TM]],
    ['WILL AUTHENTICATION', [WILL, AUTH], [DONT, AUTH]],
    ['DO AUTHENTICATION', [DO, AUTH], [WONT, AUTH]],
    ['DO ENCRYPT', [DO, ENCRYPT], [WONT, ENCRYPT]],
    ['WILL ENCRYPT', [WILL, ENCRYPT], [DONT, ENCRYPT]],
    ['DO START-TLS', [DO, 46], [WONT, 46]],
  ]
  for (const [name, offer, answer] of answers) {
    it(`answers ${name}, whether it comes whole or byte by byte`, () => {
      const whole = line()
      whole.receive(IAC, ...offer)
      expect(whole.sent()).toEqual([IAC, ...answer])
      const slow = line()
      for (const byte of [IAC, ...offer]) slow.receive(byte)
      expect(slow.sent()).toEqual([IAC, ...answer])
      expect(slow.shown).toEqual([])
    })
  }

  it('answers each offer once, and never an acknowledgement', () => {
    const { receive, sent } = line()
    receive(IAC, WILL, ECHO, IAC, WILL, ECHO)
    expect(sent()).toEqual([IAC, DO, ECHO])
    receive(IAC, DO, LINEMODE, IAC, DO, LINEMODE)
    expect(sent()).toEqual([IAC, WONT, LINEMODE])
    receive(IAC, WONT, STATUS, IAC, DONT, LINEMODE)
    expect(sent()).toEqual([])
    // What was on goes off with one answer, and on again: a password prompt.
    receive(IAC, WONT, ECHO, IAC, WONT, ECHO, IAC, WILL, ECHO)
    expect(sent()).toEqual([IAC, DONT, ECHO, IAC, DO, ECHO])
  })

  it('tells the window size when asked and whenever it changes, 255 doubled', () => {
    const { telnet, receive, sent } = line({ columns: 255, rows: 300 })
    telnet.resize(100, 30)
    expect(sent()).toEqual([])
    telnet.resize(255, 300)
    receive(IAC, DO, NAWS)
    expect(sent()).toEqual([IAC, WILL, NAWS, IAC, SB, NAWS, 0, IAC, IAC, 1, 44, IAC, SE])
    telnet.resize(255, 300)
    expect(sent()).toEqual([])
    telnet.resize(132, 43)
    expect(sent()).toEqual([IAC, SB, NAWS, 0, 132, 0, 43, IAC, SE])
    receive(IAC, DONT, NAWS)
    telnet.resize(80, 24)
    expect(sent()).toEqual([IAC, WONT, NAWS])
  })

  it('names the terminal as often as it is asked', () => {
    const { receive, sent } = line()
    receive(IAC, SB, TTYPE, 1, IAC, SE)
    expect(sent()).toEqual([]) // not agreed on yet
    receive(IAC, DO, TTYPE)
    sent()
    for (let times = 0; times < 2; times++) {
      receive(IAC, SB, TTYPE, 1, IAC, SE)
      expect(sent()).toEqual([IAC, SB, TTYPE, 0, ...ascii('XTERM-256COLOR'), IAC, SE])
    }
    receive(IAC, SB, TTYPE, 0, ...ascii('VT100'), IAC, SE, IAC, SB, 99, IAC, IAC, 1, IAC, SE, 65)
    expect(sent()).toEqual([])
  })

  it('shows everything but commands: doubled 255, CR NUL, and text around them', () => {
    const { receive, shown } = line()
    receive(...ascii('ab'), IAC, 241, ...ascii('c'), IAC, IAC, 13, 0, 13, 10, 13, 13, 0, IAC, 249, ...ascii('d'))
    expect(shown).toEqual([...ascii('abc'), 255, 13, 13, 10, 13, 13, ...ascii('d')])
  })

  it('keeps CR NUL as it is where binary was agreed on', () => {
    const { receive, shown, type, sent } = line()
    receive(IAC, WILL, BINARY, IAC, DO, BINARY)
    sent()
    receive(13, 0)
    expect(shown).toEqual([13, 0])
    type(13, 255)
    expect(sent()).toEqual([13, 255, 255])
  })

  it('sends CR as CR NUL, leaves CR LF, and doubles 255', () => {
    const { receive, type, sent } = line()
    receive(IAC, WILL, ECHO)
    sent()
    type(...ascii('ls'), 13)
    type(13, 10, 255)
    expect(sent()).toEqual([...ascii('ls'), 13, 0, 13, 10, 255, 255])
  })

  it('is transparent both ways on a line that never speaks telnet', () => {
    const { telnet, receive, shown, type, sent } = line()
    receive(13, 0, 65)
    type(13, 255)
    telnet.resize(10, 10)
    expect(shown).toEqual([13, 0, 65])
    expect(sent()).toEqual([13, 255])
    expect(telnet.isTelnet).toBe(false)
  })

  it('shows what is typed where the other side said it will not, and stops for a password', () => {
    const { receive, type, text } = line()
    type(...ascii('x'))
    expect(text()).toBe('')
    receive(IAC, WONT, ECHO)
    type(...ascii('ab'), 127, 13, 3)
    expect(text()).toBe('ab\b \b\r\n')
    receive(IAC, WILL, ECHO)
    type(...ascii('secret'))
    expect(text()).toBe('ab\b \b\r\n')
  })

  it('shows what is typed as somebody chose, whatever the other side says', () => {
    let echo: 'on' | 'off' = 'on'
    const { receive, type, text } = line(undefined, () => echo)
    type(...ascii('a'))
    receive(IAC, WILL, ECHO)
    type(...ascii('b'))
    echo = 'off'
    receive(IAC, WONT, ECHO)
    type(...ascii('c'))
    expect(text()).toBe('ab')
  })

  it('gives a line that asks for ever a limited number of answers, until a key is pressed', () => {
    const { receive, sent, type } = line()
    for (let i = 0; i < 5000; i++) receive(IAC, DO, TM)
    expect(sent().length).toBeLessThan(2000)
    receive(IAC, DO, TM)
    expect(sent()).toEqual([])
    type(65)
    receive(IAC, DO, TM)
    expect(sent()).toEqual([65, IAC, WILL, TM])
  })

  it('survives a sub-negotiation that never ends, and garbage', () => {
    const { receive, sent, telnet } = line()
    receive(IAC, SB, TTYPE)
    for (let i = 0; i < 1000; i++) telnet.receive(new Uint8Array(1024).fill(65))
    receive(IAC, SE, IAC, 17, IAC)
    receive(SE, ...ascii('ok'))
    expect(sent()).toEqual([])
  })
})
