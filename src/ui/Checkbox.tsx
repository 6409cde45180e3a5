import type { InputHTMLAttributes } from 'react'
import { classes } from './classes'

export interface CheckboxProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> {
  readonly label: string
}

/** A box to tick, with its label beside it; the whole line can be pressed. */
export function Checkbox({ label, className, ...rest }: CheckboxProps) {
  return (
    <label className={classes('inline-flex min-h-row items-center gap-2 has-disabled:opacity-50', className)}>
      <input type="checkbox" className="size-4 shrink-0 accent-accent" {...rest} />
      {label}
    </label>
  )
}
