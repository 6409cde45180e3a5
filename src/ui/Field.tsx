import { type InputHTMLAttributes, type Ref, useId } from 'react'
import { classes } from './classes'

export interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string
  readonly problem?: string | undefined
  readonly ref?: Ref<HTMLInputElement>
}

/** One line of text with its label above, and what is wrong with it below. */
export function Field({ label, problem, className, id, ...rest }: FieldProps) {
  const ownId = useId()
  const inputId = id ?? ownId
  return (
    <div className={classes('flex flex-col gap-1', className)}>
      <label htmlFor={inputId} className="font-medium text-ink-2">
        {label}
      </label>
      <input
        id={inputId}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${inputId}-problem` : undefined}
        className="h-row rounded-inner border border-line-strong bg-surface px-2 text-ink placeholder:text-ink-3 focus-visible:outline-offset-0 aria-invalid:border-bad"
        {...rest}
      />
      {problem && (
        <p id={`${inputId}-problem`} className="text-bad">
          {problem}
        </p>
      )}
    </div>
  )
}
