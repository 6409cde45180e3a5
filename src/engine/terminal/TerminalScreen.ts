import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { type ITheme, Terminal } from '@xterm/xterm'
import { Lifetime } from '../../lib/lifetime'
import { type LineKeys, usualLineKeys } from '../../lib/lineKeys'
import { writable } from '../../lib/readable'
import { followTheme, resolveColors } from '../resolveColors'
import { type Charset, encoder } from './charset'
import { Inflow } from './Inflow'
import { keySequence } from './keySequence'
import { keysOfLine } from './keysOfLine'

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export interface TerminalScreenOptions {
  readonly fontPx: number
  readonly charset: Charset
  /** The name of the field that takes the keys. */
  readonly label: string
  /** What to write where the line sent more than could be shown. */
  skippedText(bytes: number): string
  /** Keys and pastes, in the line's encoding. */
  onInput(bytes: Uint8Array): void
  onResize(size: TerminalSize): void
  onBell(): void
  /** The operator wants the keyboard back: Ctrl+Alt+Shift, as on a picture. */
  onLeave(): void
}

const scrollbackLines = 10_000
const fontFamily = '"JetBrains Mono Variable", ui-monospace, monospace'
/** Ends whatever sequence a cut was in the middle of: CAN, then ST, then plain text. */
const sane = '\x18\x1b\\\x1b[0m'

/**
 * OSC sequences that change colours: swallowed. Titles and writing into the clipboard wait until the operator trusts the
 * line; reading the clipboard is never answered. Window operations and reports of titles are off in xterm.js unless
 * switched on.
 */
const ignoredOsc = [4, 5, 10, 11, 12, 13, 14, 17, 19, 104, 105, 110, 111, 112, 117, 119] as const
const clipboardOsc = 52
const longestTitle = 80

/**
 * A terminal that outlives the component that shows it: the text stays when its panel is closed. Its text is in the DOM.
 */
export class TerminalScreen {
  readonly element = document.createElement('div')
  /** The address of the link that is pointed at; what a line writes over a link may lie. */
  readonly link = writable<string | undefined>(undefined)
  /** What a line that is trusted calls itself. */
  readonly title = writable('')
  /** The line may set its title and write into this computer's clipboard. */
  readonly trusted = writable(false)
  private readonly term: Terminal
  private readonly fit = new FitAddon()
  private readonly finder = new SearchAddon()
  private readonly lifetime = new Lifetime()
  private readonly options: TerminalScreenOptions
  private readonly inflow: Inflow
  private encode: (text: string) => Uint8Array
  private decoder: TextDecoder | undefined
  private isOpen = false
  private keys = usualLineKeys

  constructor(options: TerminalScreenOptions) {
    this.options = options
    this.element.style.cssText = 'width:100%;height:100%;overflow:hidden'
    this.term = new Terminal({
      scrollback: scrollbackLines,
      fontSize: options.fontPx,
      fontFamily: 'monospace',
      cursorBlink: false,
      minimumContrastRatio: 4.5,
      macOptionIsMeta: true,
      linkHandler: { activate: (_event, uri) => openLink(uri), ...this.hovers() },
    })
    Terminal.strings.promptLabel = options.label
    this.encode = encoder(options.charset)
    this.setCharset(options.charset)
    this.inflow = new Inflow({ write: (bytes, done) => this.parse(bytes, done) }, bytes => this.tellSkipped(bytes))
    this.term.loadAddon(this.fit)
    this.term.loadAddon(this.finder)
    this.term.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri), this.hovers()))
    for (const osc of ignoredOsc) this.term.parser.registerOscHandler(osc, () => true)
    this.term.parser.registerOscHandler(clipboardOsc, data => this.clipboardWritten(data))
    this.term.onTitleChange(title => this.trusted.getState() && this.title.set(title.slice(0, longestTitle)))
    this.term.onData(text => options.onInput(this.encode(keysOfLine(text, this.keys))))
    this.term.onBinary(text => options.onInput(Uint8Array.from(text, letter => letter.charCodeAt(0))))
    this.term.onResize(({ cols, rows }) => options.onResize({ columns: cols, rows }))
    this.term.onBell(() => options.onBell())
    this.term.attachCustomKeyEventHandler(event => this.passesKey(event))
    this.lifetime.add(() => this.term.dispose())
  }

  get size(): TerminalSize {
    return { columns: this.term.cols, rows: this.term.rows }
  }

  /** Shows it in a box of the page; moving it from one to another keeps everything. */
  attach(box: HTMLElement): void {
    box.append(this.element)
    if (!this.isOpen) this.open()
    this.refit()
  }

  /** What the line sent. */
  receive(bytes: Uint8Array): void {
    this.inflow.push(bytes)
  }

  /** A line of ours between those of the machine. */
  say(text: string): void {
    this.term.write(`${sane}\r\n\x1b[2m── ${text} ──\x1b[22m\r\n`)
  }

  /** Not for the next visit: who trusts a line says so each time. */
  setTrusted(isTrusted: boolean): void {
    this.trusted.set(isTrusted)
    if (!isTrusted) this.title.set('')
  }

  /** Presses keys that a touch screen does not have. */
  press(codes: readonly string[]): void {
    const sequence = keySequence(codes, this.term.modes.applicationCursorKeysMode)
    if (sequence !== '') this.term.input(sequence)
  }

  /** Types text as it is. */
  type(text: string): void {
    this.term.input(text)
  }

  setFontPx(fontPx: number): void {
    if (this.term.options.fontSize === fontPx) return
    this.term.options.fontSize = fontPx
    this.refit()
  }

  setCharset(charset: Charset): void {
    this.encode = encoder(charset)
    this.decoder = charset === 'utf-8' ? undefined : new TextDecoder(charset)
  }

  /** What the line gets for Enter, Backspace and the like. */
  setKeys(keys: LineKeys): void {
    this.keys = keys
  }

  /** Reads new text aloud through a live region; costs time on busy lines. */
  setReader(on: boolean): void {
    this.term.options.screenReaderMode = on
  }

  focus(): void {
    this.term.focus()
  }

  /** Selects the next or previous place where the text stands. Returns whether there is one. */
  find(text: string, direction: 'next' | 'previous'): boolean {
    if (text === '') return false
    return direction === 'next' ? this.finder.findNext(text) : this.finder.findPrevious(text)
  }

  get selection(): string {
    return this.term.getSelection()
  }

  /** Types text, bracketed where the program asked for that, so that it is not taken for commands. */
  paste(text: string): void {
    this.term.paste(text)
  }

  /** Everything that is kept, wrapped lines joined. */
  text(): string {
    const buffer = this.term.buffer.active
    const lines: string[] = []
    for (let y = 0; y < buffer.length; y++) {
      const line = buffer.getLine(y)
      const text = line?.translateToString(!buffer.getLine(y + 1)?.isWrapped) ?? ''
      if (line?.isWrapped) lines[lines.length - 1] += text
      else lines.push(text)
    }
    return `${lines.join('\n').trimEnd()}\n`
  }

  clear(): void {
    this.term.clear()
  }

  /** Safe twice. */
  dispose(): void {
    this.lifetime.dispose()
    this.element.remove()
  }

  private open(): void {
    this.isOpen = true
    this.term.open(this.element)
    this.applyTheme()
    this.lifetime.add(followTheme(() => this.applyTheme()))
    // In the next frame: fitting changes what is observed.
    const observer = new ResizeObserver(() => requestAnimationFrame(() => this.refit()))
    observer.observe(this.element)
    this.lifetime.add(() => observer.disconnect())
    // Cells are measured once: with the real font as soon as it is there.
    document.fonts.load(`${this.options.fontPx}px "JetBrains Mono Variable"`).then(
      () => {
        if (this.lifetime.ended) return
        this.term.options.fontFamily = fontFamily
        this.refit()
      },
      () => {}, // it did not arrive: the system's own face stays
    )
  }

  private refit(): void {
    if (!this.isOpen || this.lifetime.ended || this.element.clientWidth === 0 || this.element.clientHeight === 0) return
    this.fit.fit()
  }

  private parse(bytes: Uint8Array, done: () => void): void {
    this.term.write(this.decoder?.decode(bytes, { stream: true }) ?? bytes, done)
  }

  private tellSkipped(bytes: number): void {
    this.say(this.options.skippedText(bytes))
  }

  /** `c;base64`, or `c;?` which would read. */
  private clipboardWritten(data: string): boolean {
    const encoded = data.slice(data.indexOf(';') + 1)
    if (!this.trusted.getState() || encoded === '?') return true
    try {
      const text = new TextDecoder().decode(Uint8Array.from(atob(encoded), letter => letter.charCodeAt(0)))
      void navigator.clipboard?.writeText(text).catch(() => {}) // this page may not now
    } catch {
      // Not Base64: as if nothing had been said.
    }
    return true
  }

  /** Copy and paste as terminals have them, and the way out; everything else goes to the line. */
  private passesKey(event: KeyboardEvent): boolean {
    const isLetter = (code: string) => event.ctrlKey && event.shiftKey && !event.altKey && event.code === code
    if (event.type === 'keydown' && isLetter('KeyC') && this.selection !== '') {
      event.preventDefault()
      void navigator.clipboard?.writeText(this.selection).catch(() => {}) // this page may not now
      return false
    }
    if (isLetter('KeyV')) return false // the browser pastes
    if (event.type === 'keydown') this.leaves = event.ctrlKey && event.altKey && event.shiftKey && isModifier(event)
    else if (event.type === 'keyup' && this.leaves) {
      this.leaves = false
      this.options.onLeave()
    }
    return true
  }

  private leaves = false

  private hovers() {
    return {
      hover: (_event: MouseEvent, uri: string) => this.link.set(uri),
      leave: () => this.link.set(undefined),
    }
  }

  private applyTheme(): void {
    this.term.options.theme = resolveColors(this.element, colors) satisfies ITheme
  }
}

const bright = (css: string) => `color-mix(in oklab, ${css} 75%, var(--ink))`

const colors = {
  background: 'var(--canvas)',
  foreground: 'var(--ink)',
  cursor: 'var(--accent)',
  cursorAccent: 'var(--canvas)',
  selectionBackground: 'color-mix(in oklab, var(--accent) 35%, transparent)',
  black: 'var(--raised)',
  red: 'var(--bad)',
  green: 'var(--ok)',
  yellow: 'var(--warn)',
  blue: 'var(--series-1)',
  magenta: 'var(--series-4)',
  cyan: 'var(--accent)',
  white: 'var(--ink-2)',
  brightBlack: 'var(--ink-3)',
  brightRed: bright('var(--bad)'),
  brightGreen: bright('var(--ok)'),
  brightYellow: bright('var(--warn)'),
  brightBlue: bright('var(--series-1)'),
  brightMagenta: bright('var(--series-4)'),
  brightCyan: bright('var(--accent)'),
  brightWhite: 'var(--ink)',
} as const

function isModifier({ key }: KeyboardEvent): boolean {
  return key === 'Control' || key === 'Alt' || key === 'Shift'
}

/** Web addresses only, in a page of their own that knows nothing of this one. */
function openLink(uri: string): void {
  const url = URL.parse(uri)
  if (url && /^https?:$/.test(url.protocol)) window.open(url.href, '_blank', 'noopener,noreferrer')
}
