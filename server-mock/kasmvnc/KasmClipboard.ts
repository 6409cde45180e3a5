import type { Clipboard } from '../machine/Clipboard'
import { Listeners } from '../machine/Listeners'
import type { ClipboardItem } from './kasmMessages'

/** How long a program's new selection takes to reach the viewers. */
const offerMs = 100

/** The desktop's clipboard as KasmVNC sees it: text, and what else its list allows. */
export class KasmClipboard {
  /** What the desktop holds now, by kind. */
  items: readonly ClipboardItem[] = []
  private readonly desktop: Clipboard
  private readonly types: readonly string[]
  private readonly offers = new Listeners<[readonly (ClipboardItem & { readonly id: number })[]]>()
  private readonly stop: () => void
  private timer: NodeJS.Timeout | undefined
  private nextId = 1

  constructor(desktop: Clipboard, types: readonly string[] = ['chromium/x-web-custom-data', 'text/html', 'image/png']) {
    this.desktop = desktop
    this.types = types
    this.stop = desktop.onChange((text, from) => {
      if (from === this) return
      this.items = [{ mime: 'text/plain', data: Buffer.from(text) }]
      this.offerSoon()
    })
  }

  /** Told what a program of the desktop has put there. */
  onOffer(listener: (items: readonly (ClipboardItem & { readonly id: number })[]) => void): () => void {
    return this.offers.add(listener)
  }

  /** A program copies something that is more than text. Of HTML and a picture at once, the picture stays. */
  copy(items: readonly ClipboardItem[]): void {
    const hasPicture = items.some(({ mime }) => mime === 'image/png')
    this.items = items.filter(({ mime }) => this.allows(mime) && !(hasPicture && mime === 'text/html'))
    this.keepText()
    this.offerSoon()
  }

  /** A viewer's: replaces what was there, goes to no other viewer, and nothing answers. */
  take(items: readonly ClipboardItem[], _from: unknown): void {
    this.items = items.filter(({ mime }) => this.allows(mime))
    this.keepText()
  }

  /** `clear_clipboard`: every viewer is told by an empty text. */
  clear(): void {
    this.items = [{ mime: 'text/plain', data: Buffer.alloc(0) }]
    this.keepText()
    this.offerSoon()
  }

  dispose(): void {
    this.stop()
    clearTimeout(this.timer)
  }

  private keepText(): void {
    const text = this.items.find(({ mime }) => mime === 'text/plain')?.data.toString() ?? ''
    this.desktop.set(text, this)
  }

  private allows(mime: string): boolean {
    return mime === 'text/plain' || this.types.includes(mime)
  }

  private offerSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.offers.tell(this.items.map(item => ({ ...item, id: this.nextId++ }))), offerMs)
  }
}
