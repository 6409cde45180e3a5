import { type SelectHTMLAttributes, useId } from 'react'
import { classes } from './classes'

export interface SelectProps<T extends string> extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  readonly label: string
  readonly options: readonly { readonly value: T; readonly label: string }[]
  onChoose(value: T): void
}

/** One of many: the browser's own list, with its label above. */
export function Select<T extends string>({ label, options, onChoose, className, ...rest }: SelectProps<T>) {
  const id = useId()
  return (
    <div className={classes('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium text-ink-2">
        {label}
      </label>
      <select
        id={id}
        className="h-row min-w-0 rounded-inner border border-line-strong bg-surface px-2 text-ink"
        onChange={event => {
          const chosen = options[event.target.selectedIndex]
          if (chosen) onChoose(chosen.value)
        }}
        {...rest}
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
