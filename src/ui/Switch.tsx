import { classes } from './classes'

export interface SwitchProps {
  readonly label: string
  /** The label is the machine's own word. */
  readonly isForeign?: boolean
  readonly isOn: boolean
  readonly disabled?: boolean
  readonly describedBy?: string
  /** For a label that is drawn beside it: pressing that turns it, too. */
  readonly id?: string
  onToggle(isOn: boolean): void
}

/** On or off, told by where its knob stands. The label is its name and is not drawn by it. */
export function Switch({ label, isForeign, isOn, disabled, describedBy, id, onToggle }: SwitchProps) {
  return (
    <button
      type="button"
      id={id}
      role="switch"
      aria-label={label}
      translate={isForeign ? 'no' : undefined}
      aria-checked={isOn}
      aria-describedby={describedBy}
      disabled={disabled}
      onClick={() => onToggle(!isOn)}
      className="inline-flex h-row w-11 shrink-0 items-center justify-center rounded-inner disabled:opacity-50"
    >
      <span
        className={classes(
          'flex h-5 w-9 items-center rounded-full border px-0.5 transition-colors duration-150',
          isOn ? 'border-accent bg-accent/30' : 'border-line-strong bg-surface',
        )}
      >
        <span
          className={classes(
            'size-3.5 rounded-full transition-[margin] duration-150',
            isOn ? 'ms-auto bg-accent' : 'bg-ink-3',
          )}
        />
      </span>
    </button>
  )
}
