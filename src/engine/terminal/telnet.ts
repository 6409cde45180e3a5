import type { LineKeys } from '../../lib/lineKeys'
import { echoOf } from './keysOfLine'

/*
 * Telnet as a terminal needs it (RFC 854, 855, 856, 857, 858, 1073, 1091), because no kept library does it in a browser.
 * Negotiation after RFC 1143's idea: an option is on or off on each side, an offer is answered once, an acknowledgement
 * never, so that no two ends can answer each other for ever.
 */

const IAC = 255
const DONT = 254
const DO = 253
const WONT = 252
const WILL = 251
const SB = 250
const SE = 240

const BINARY = 0
const ECHO = 1
const SUPPRESS_GO_AHEAD = 3
const TIMING_MARK = 6
const TERMINAL_TYPE = 24
const WINDOW_SIZE = 31

const TERMINAL_TYPE_IS = 0
const TERMINAL_TYPE_SEND = 1

const CR = 13
const LF = 10
const NUL = 0

/** What the other side may do when it offers. */
const welcome: ReadonlySet<number> = new Set([BINARY, ECHO, SUPPRESS_GO_AHEAD])
/** What we do when asked. */
const able: ReadonlySet<number> = new Set([BINARY, SUPPRESS_GO_AHEAD, TERMINAL_TYPE, WINDOW_SIZE])

/** Longer sub-negotiations than any we answer are cut: a line could otherwise fill the memory with one. */
const maxSubBytes = 128
/** Answers given without a key pressed in between: a line that asks for ever gets no more. */
const maxAnswers = 500

export interface TelnetOptions {
  /** As terminfo and telnet know it, such as `XTERM-256COLOR`. */
  readonly terminalType: string
  readonly columns: number
  readonly rows: number
  /** Whether what is typed is shown here. Asked at each key. */
  echo(): LineKeys['echo']
  /** Bytes for the line. */
  send(bytes: Uint8Array): void
  /** What is to be shown, commands taken out. May split UTF-8 sequences. */
  show(bytes: Uint8Array): void
}

type State = 'data' | 'cr' | 'iac' | 'will' | 'wont' | 'do' | 'dont' | 'sub' | 'sub-iac'

/**
 * One end of a telnet connection. It says nothing until the other side has sent a telnet command: to a line that never
 * does, it is as transparent as a raw one.
 */
export class Telnet {
  private readonly options: TelnetOptions
  private state: State = 'data'
  /** Options that are on: theirs, and ours. */
  private readonly theirs = new Set<number>()
  private readonly ours = new Set<number>()
  private readonly refused = new Set<string>()
  private readonly sub: number[] = []
  private answersLeft = maxAnswers
  private columns: number
  private rows: number
  private speaks = false
  private saidWontEcho = false

  constructor(options: TelnetOptions) {
    this.options = options
    this.columns = options.columns
    this.rows = options.rows
  }

  /** The other side has shown that it speaks telnet. */
  get isTelnet(): boolean {
    return this.speaks
  }

  /** The other side said that it does not echo: what is typed has to be shown here. It echoes again for no password. */
  private get echoesHere(): boolean {
    const echo = this.options.echo()
    if (echo !== 'auto') return echo === 'on'
    return this.saidWontEcho && !this.theirs.has(ECHO)
  }

  /** Takes what came, in whatever pieces. */
  receive(bytes: Uint8Array): void {
    const shown = new Uint8Array(bytes.length + 1)
    let length = 0
    for (const byte of bytes) {
      if (this.state === 'data') {
        if (byte === IAC) this.state = 'iac'
        else {
          shown[length++] = byte
          if (byte === CR && this.speaks && !this.theirs.has(BINARY)) this.state = 'cr'
        }
      } else if (this.state === 'cr') {
        // CR NUL is a bare carriage return (RFC 854); any other byte stands for itself.
        this.state = byte === IAC ? 'iac' : byte === CR ? 'cr' : 'data'
        if (byte !== NUL && byte !== IAC) shown[length++] = byte
      } else if (this.state === 'iac' && byte === IAC) {
        this.state = 'data'
        shown[length++] = IAC
      } else {
        this.command(byte)
      }
    }
    if (length > 0) this.options.show(shown.subarray(0, length))
  }

  /** Sends what was typed or pasted. */
  type(bytes: Uint8Array): void {
    this.answersLeft = maxAnswers
    if (this.echoesHere) this.options.show(echoOf(bytes))
    this.options.send(this.speaks ? this.escape(bytes) : bytes)
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return
    this.columns = columns
    this.rows = rows
    if (this.ours.has(WINDOW_SIZE)) this.sendSize()
  }

  /** One byte of a command; `state` says which. */
  private command(byte: number): void {
    switch (this.state) {
      case 'iac':
        this.speaks = true
        this.state = afterIac[byte] ?? 'data' // NOP, GA, AYT and the like ask nothing of a terminal
        if (byte === SB) this.sub.length = 0
        break
      case 'will':
        this.state = 'data'
        this.offered(byte)
        break
      case 'wont':
        this.state = 'data'
        if (byte === ECHO) this.saidWontEcho = true
        if (this.theirs.delete(byte)) this.answer(DONT, byte)
        break
      case 'do':
        this.state = 'data'
        this.asked(byte)
        break
      case 'dont':
        this.state = 'data'
        if (this.ours.delete(byte)) this.answer(WONT, byte)
        break
      case 'sub':
        if (byte === IAC) this.state = 'sub-iac'
        else if (this.sub.length < maxSubBytes) this.sub.push(byte)
        break
      case 'sub-iac':
        this.state = byte === SE ? 'data' : 'sub'
        if (byte === SE) this.subEnded()
        else if (byte === IAC && this.sub.length < maxSubBytes) this.sub.push(IAC)
        break
      case 'data':
      case 'cr':
        break
    }
  }

  private offered(option: number): void {
    if (this.theirs.has(option)) return
    if (!welcome.has(option)) return this.refuse(DONT, option)
    this.theirs.add(option)
    this.answer(DO, option)
  }

  private asked(option: number): void {
    // A mark is not switched on: each is answered, and everything before it has been dealt with by now (RFC 860).
    if (option === TIMING_MARK) return this.answer(WILL, option)
    if (this.ours.has(option)) return
    if (!able.has(option)) return this.refuse(WONT, option)
    this.ours.add(option)
    this.answer(WILL, option)
    if (option === WINDOW_SIZE) this.sendSize()
  }

  private refuse(verb: typeof DONT | typeof WONT, option: number): void {
    const key = `${verb} ${option}`
    if (this.refused.has(key)) return
    this.refused.add(key)
    this.answer(verb, option)
  }

  private subEnded(): void {
    const [option, verb] = this.sub
    if (option !== TERMINAL_TYPE || verb !== TERMINAL_TYPE_SEND || !this.ours.has(TERMINAL_TYPE)) return
    const name = [...this.options.terminalType].map(letter => letter.charCodeAt(0))
    this.reply([IAC, SB, TERMINAL_TYPE, TERMINAL_TYPE_IS, ...name, IAC, SE])
  }

  private sendSize(): void {
    const size = [this.columns >> 8, this.columns & 255, this.rows >> 8, this.rows & 255]
    this.reply([IAC, SB, WINDOW_SIZE, ...size.flatMap(byte => (byte === IAC ? [IAC, IAC] : [byte])), IAC, SE])
  }

  private answer(verb: number, option: number): void {
    this.reply([IAC, verb, option])
  }

  private reply(bytes: readonly number[]): void {
    if (this.answersLeft-- > 0) this.options.send(Uint8Array.from(bytes))
  }

  /** 255 doubled; a bare CR followed by NUL, unless both sides agreed on binary. */
  private escape(bytes: Uint8Array): Uint8Array {
    const isBinary = this.ours.has(BINARY)
    const escaped: number[] = []
    bytes.forEach((byte, i) => {
      escaped.push(byte)
      if (byte === IAC) escaped.push(IAC)
      else if (byte === CR && !isBinary && bytes[i + 1] !== LF) escaped.push(NUL)
    })
    return Uint8Array.from(escaped)
  }
}

const afterIac: Readonly<Record<number, State>> = {
  [WILL]: 'will',
  [WONT]: 'wont',
  [DO]: 'do',
  [DONT]: 'dont',
  [SB]: 'sub',
}
