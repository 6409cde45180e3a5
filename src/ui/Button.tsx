import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { classes } from './classes'

/** One `primary` at most in a view; `danger` is an outline until it is pointed at. */
type ButtonTone = 'primary' | 'outline' | 'quiet' | 'danger'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: ButtonTone
  readonly icon?: LucideIcon
  readonly ref?: Ref<HTMLButtonElement>
}

const shape =
  'inline-flex h-row shrink-0 items-center justify-center gap-2 rounded-inner px-3 font-medium whitespace-nowrap transition-colors duration-150 disabled:opacity-50'

const tones: Readonly<Record<ButtonTone, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent/85 font-semibold',
  outline: 'border border-line-strong text-ink hover:bg-hover',
  quiet: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'border border-bad text-bad hover:bg-bad hover:text-canvas',
}

/** A button with a word, and an icon before it where that helps. */
export function Button({ tone = 'outline', icon: Icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={classes(shape, tones[tone], className)} {...rest}>
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden="true" />}
      {children}
    </button>
  )
}
