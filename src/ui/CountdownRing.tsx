import { formatSpan } from '../words/format'
import { useNow } from './useNow'

const radius = 13
const length = 2 * Math.PI * radius

/** Runs down to `untilMs` (epoch ms) from `fromMs`; shows the whole seconds left. Not read out: the text beside it is. */
export function CountdownRing({ fromMs, untilMs }: { fromMs: number; untilMs: number }) {
  const now = useNow(250)
  const leftMs = Math.max(0, untilMs - now)
  const share = Math.min(1, leftMs / Math.max(1, untilMs - fromMs))
  return (
    <span aria-hidden="true" className="relative grid size-8 shrink-0 place-items-center text-unit font-semibold">
      <svg width="32" height="32" viewBox="0 0 32 32" fill="none" className="absolute -rotate-90" aria-hidden="true">
        <circle cx="16" cy="16" r={radius} strokeWidth="2" className="stroke-line-strong" />
        <circle
          cx="16"
          cy="16"
          r={radius}
          strokeWidth="2"
          strokeLinecap="round"
          strokeDasharray={length}
          strokeDashoffset={length * (1 - share)}
          className="stroke-accent transition-[stroke-dashoffset] duration-[250ms] ease-linear"
        />
      </svg>
      <span className="tabular-nums">{formatSpan(Math.ceil(leftMs / 1000) * 1000)}</span>
    </span>
  )
}
