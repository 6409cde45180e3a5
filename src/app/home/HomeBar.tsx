import { ScrollText } from 'lucide-react'
import type { Ref } from 'react'
import { BarButton } from '../../ui/BarButton'
import { Mark } from '../../ui/Mark'
import { useWords } from '../../ui/useWords'
import { SettingsButton } from '../settings/SettingsButton'

export interface HomeBarProps {
  readonly isLogOpen: boolean
  onLog(): void
  readonly logButton: Ref<HTMLButtonElement>
}

/** The bar above the list. */
export function HomeBar({ isLogOpen, onLog, logButton }: HomeBarProps) {
  const t = useWords()
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 border-b border-line bg-surface px-4 pointer-coarse:h-13">
      <span className="flex flex-1 items-center gap-2 font-semibold" translate="no">
        <Mark />
        {t('app.name')}
      </span>
      <BarButton
        ref={logButton}
        icon={ScrollText}
        label={t('bar.log')}
        showWord
        data-action="log"
        aria-expanded={isLogOpen}
        onClick={onLog}
      />
      <SettingsButton showWord />
    </header>
  )
}
