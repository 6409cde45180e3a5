import { classes } from './classes'

export type LampState = 'on' | 'off' | 'unknown' | 'busy' | 'bad'
export type LampTone = 'ok' | 'warn' | 'bad' | 'accent' | 'ink'

const tones: Readonly<Record<LampTone, string>> = {
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  accent: 'text-accent',
  ink: 'text-ink-3',
}

const usual: Readonly<Record<LampState, LampTone>> = { on: 'ok', off: 'ink', unknown: 'ink', busy: 'ink', bad: 'bad' }

/**
 * A lamp whose shape tells its state: filled on, ring off, dashed ring unknown, turning arc busy, filled with a cross
 * bad. Colour only repeats it. The word stands beside it: the lamp itself is not read out.
 */
export function Lamp({ state, tone = usual[state] }: { state: LampState; tone?: LampTone }) {
  return (
    <svg
      width="9"
      height="9"
      viewBox="0 0 9 9"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
      data-lamp={state}
      className={classes('shrink-0', tones[tone], state === 'busy' && 'animate-turn')}
    >
      {state === 'on' && <circle cx="4.5" cy="4.5" r="4" fill="currentColor" stroke="none" />}
      {state === 'off' && <circle cx="4.5" cy="4.5" r="3.75" strokeWidth="1.25" />}
      {state === 'unknown' && <circle cx="4.5" cy="4.5" r="3.75" strokeWidth="1.25" strokeDasharray="1.9 2.02" />}
      {state === 'busy' && <circle cx="4.5" cy="4.5" r="3.75" strokeWidth="1.25" strokeDasharray="15 9" />}
      {state === 'bad' && (
        <>
          <circle cx="4.5" cy="4.5" r="4.5" fill="currentColor" stroke="none" />
          <path d="m2.9 2.9 3.2 3.2m0-3.2-3.2 3.2" className="stroke-canvas" strokeWidth="1.4" strokeLinecap="round" />
        </>
      )}
    </svg>
  )
}
