import { useId } from 'react'
import { classes } from './classes'

export interface SegmentsProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly disabled?: boolean
  onChoose(value: T): void
}

/** One of a few choices, all in view: native radio buttons, drawn as one control. */
export function Segments<T extends string>({ label, value, options, disabled, onChoose }: SegmentsProps<T>) {
  const name = useId()
  return (
    <fieldset
      disabled={disabled}
      className="inline-flex flex-wrap rounded-inner border border-line-strong p-0.5 disabled:opacity-50"
    >
      <legend className="sr-only">{label}</legend>
      {options.map(option => (
        <label
          key={option.value}
          className={classes(
            'flex h-7 cursor-pointer items-center rounded-[4px] px-3 font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-10',
            option.value === value ? 'bg-accent/20 text-ink' : 'text-ink-2 hover:text-ink',
          )}
        >
          <input
            type="radio"
            className="sr-only"
            name={name}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
