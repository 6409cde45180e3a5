import { Button } from './Button'
import { useWords } from './useWords'

export interface MoreButtonProps {
  readonly rest: number
  readonly next: number
  onMore(): void
}

/** Says how much of a list is not shown, and shows more of it; nothing where all of it is there. */
export function MoreButton({ rest, next, onMore }: MoreButtonProps) {
  const t = useWords()
  if (rest === 0) return null
  return (
    <p className="flex flex-wrap items-center gap-2 px-3 py-1.5 text-ink-2">
      {t('long.rest', { count: rest })}
      <Button tone="quiet" onClick={onMore}>
        {t('long.more', { count: next })}
      </Button>
    </p>
  )
}
