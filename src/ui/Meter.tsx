import { classes } from './classes'

export interface MeterProps {
  readonly label: string
  /** 0 to 1; `undefined` = nobody knows how far it is. */
  readonly share: number | undefined
  /** In words; stands for the bar where that is not seen. */
  readonly text: string
  /** A level, such as a disk's, or something that moves on. */
  readonly kind?: 'meter' | 'progressbar'
  readonly tone?: 'accent' | 'warn' | 'bad' | 'ok'
}

const tones = { accent: 'bg-accent', warn: 'bg-warn', bad: 'bg-bad', ok: 'bg-ok' } as const

/** A bar that is filled so far. The words beside it are the caller's. */
export function Meter({ label, share, text, kind = 'meter', tone = 'accent' }: MeterProps) {
  const percent = share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100)
  const bar = (
    <div
      style={{ width: `${percent ?? 100}%` }}
      className={classes(
        'h-full rounded-full transition-[width] duration-150',
        tones[tone],
        share === undefined && 'opacity-40',
      )}
    />
  )
  const place = 'h-1.5 overflow-hidden rounded-full bg-line'
  if (kind === 'meter') {
    return (
      <div className={place}>
        <meter aria-label={label} min={0} max={100} value={percent ?? 0} className="sr-only">
          {text}
        </meter>
        {bar}
      </div>
    )
  }
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
      className={place}
    >
      {bar}
    </div>
  )
}
