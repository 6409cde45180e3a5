import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { classes } from './classes'

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon
  /** Its name, and what is shown under it while pointed at or focused. */
  readonly label: string
  readonly tipSide?: 'end' | 'top'
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button that shows no word; its name appears as a tooltip. */
export function IconButton({ icon: Icon, label, tipSide, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      data-tip-side={tipSide}
      className={classes(
        'tip inline-flex size-row shrink-0 items-center justify-center rounded-inner text-ink-2 transition-colors duration-150 hover:bg-hover hover:text-ink disabled:opacity-50',
        className,
      )}
      {...rest}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
