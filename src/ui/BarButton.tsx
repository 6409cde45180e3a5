import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { classes } from './classes'

export interface BarButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon?: LucideIcon
  /** A lamp or the like in the icon's place. */
  readonly lead?: ReactNode
  /** The name; stable, found by tests and hosts. */
  readonly label: string
  /** What stands in the full bar, where it is shorter than the name. */
  readonly word?: string
  readonly showWord: boolean
  /** One sentence more than the name. */
  readonly tip?: string
  readonly trail?: ReactNode
  /** The item that says where we are. */
  readonly isTitle?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** An item of the bar: icon and word while there is room, otherwise the icon with the name as its tooltip. */
export function BarButton(props: BarButtonProps) {
  const { icon: Icon, lead, label, word = label, showWord, tip, trail, isTitle, className, ...rest } = props
  const shownTip = tip ?? (showWord ? undefined : label)
  return (
    <button
      type="button"
      aria-label={showWord && word === label ? undefined : label}
      data-tip={shownTip}
      className={classes(
        'inline-flex h-row min-w-row shrink-0 items-center justify-center gap-2 rounded-inner px-2 whitespace-nowrap transition-colors duration-150 hover:bg-hover hover:text-ink disabled:opacity-50 aria-disabled:opacity-50 aria-pressed:bg-raised aria-pressed:text-ink aria-expanded:bg-raised aria-expanded:text-ink',
        isTitle ? 'font-semibold text-ink' : 'font-medium text-ink-2',
        shownTip && 'tip',
        className,
      )}
      {...rest}
    >
      {lead ?? (Icon && <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="shrink-0" />)}
      {showWord && <span>{word}</span>}
      {trail}
    </button>
  )
}
