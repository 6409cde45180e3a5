import { Listeners } from './Listeners'

/** The desktop's clipboard; text only. */
export class Clipboard {
  private text = ''
  private readonly changes = new Listeners<[text: string, from: unknown]>()

  get(): string {
    return this.text
  }

  /** `from` comes back in `onChange`, so that a viewer can tell its own text from others'. */
  set(text: string, from?: unknown): void {
    if (text === this.text) return
    this.text = text
    this.changes.tell(text, from)
  }

  onChange(listener: (text: string, from: unknown) => void): () => void {
    return this.changes.add(listener)
  }
}
