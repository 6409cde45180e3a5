import { Keyboard } from 'lucide-react'
import { useRef, useState } from 'react'
import { codeOfCharacter, softChange } from './softText'
import { useWords } from './useWords'

export interface KeyStripProps {
  /** Presses keys in order and releases them in reverse. Names are `KeyboardEvent.code`. */
  press(codes: readonly string[]): Promise<unknown>
  /** Absent where only keys can be pressed: then there is no soft keyboard either. */
  readonly type?: ((text: string) => Promise<unknown>) | undefined
}

/** Held down for the next key; names are the keys' own. */
const modifiers = [
  ['Ctrl', 'ControlLeft'],
  ['Alt', 'AltLeft'],
  ['Shift', 'ShiftLeft'],
  ['Win', 'MetaLeft'],
] as const

const keys: readonly (readonly [label: string, code: string])[] = [
  ['Esc', 'Escape'],
  ['Tab', 'Tab'],
  ['↑', 'ArrowUp'],
  ['↓', 'ArrowDown'],
  ['←', 'ArrowLeft'],
  ['→', 'ArrowRight'],
  ['Del', 'Delete'],
  ['Home', 'Home'],
  ['End', 'End'],
  ['PgUp', 'PageUp'],
  ['PgDn', 'PageDown'],
  ...Array.from({ length: 12 }, (_, i): [string, string] => [`F${i + 1}`, `F${i + 1}`]),
]

/** So that a soft keyboard has something to erase, and never believes it begins a sentence. */
const primed = 'x'.repeat(60)
const longest = 400

const keyLook =
  'inline-flex h-11 min-w-11 shrink-0 items-center justify-center rounded-inner border border-line-strong px-2 font-mono text-small text-ink-2 aria-pressed:border-accent aria-pressed:bg-accent/20 aria-pressed:text-ink'

/** Keys under the thumb for those without a keyboard, and the way to this device's own soft keyboard. */
export function KeyStrip({ press, type }: KeyStripProps) {
  const t = useWords()
  const field = useRef<HTMLTextAreaElement>(null)
  const [held, setHeld] = useState<readonly string[]>([])
  const queue = useRef(Promise.resolve())
  const value = useRef(primed)
  // One after the other, whatever the connection takes; a refusal drops that key only.
  const send = (what: () => Promise<unknown> | undefined) => {
    queue.current = queue.current.then(what).then(
      () => {},
      () => {},
    )
  }
  const tap = (code: string) => {
    const codes = [...held, code]
    setHeld([])
    send(() => press(codes))
  }
  const changed = (text: string) => {
    const { erased, typed } = softChange(value.current, text)
    value.current = text
    for (let i = 0; i < erased; i++) send(() => press(['Backspace']))
    const code = held.length > 0 && typed.length === 1 ? codeOfCharacter(typed) : undefined
    if (code) tap(code)
    else if (typed !== '') send(() => type?.(typed))
    if (text.length < primed.length / 2 || text.length > longest) prime()
  }
  const prime = () => {
    value.current = primed
    if (!field.current) return
    field.current.value = primed
    // Soft keyboards write where the caret stands.
    field.current.setSelectionRange(primed.length, primed.length)
  }
  return (
    <section
      aria-label={t('keys.strip')}
      className="flex items-center gap-1.5 overflow-x-auto border-t border-line bg-surface p-1.5"
    >
      {type && (
        <button
          type="button"
          aria-label={t('keys.soft')}
          className={keyLook}
          onClick={() => {
            field.current?.focus()
            prime()
          }}
        >
          <Keyboard size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      )}
      {modifiers.map(([label, code]) => (
        <button
          key={code}
          type="button"
          translate="no"
          aria-pressed={held.includes(code)}
          className={keyLook}
          // The field keeps the focus, and with it the soft keyboard.
          onPointerDown={event => event.preventDefault()}
          onClick={() => setHeld(held.includes(code) ? held.filter(other => other !== code) : [...held, code])}
        >
          {label}
        </button>
      ))}
      {keys.map(([label, code]) => (
        <button
          key={code}
          type="button"
          translate="no"
          className={keyLook}
          aria-label={label.length === 1 ? code : undefined}
          onPointerDown={event => event.preventDefault()}
          onClick={() => tap(code)}
        >
          {label}
        </button>
      ))}
      <textarea
        ref={field}
        aria-label={t('keys.field')}
        defaultValue={primed}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onInput={event => changed(event.currentTarget.value)}
        className="pointer-events-none fixed bottom-0 size-px opacity-0"
      />
    </section>
  )
}
