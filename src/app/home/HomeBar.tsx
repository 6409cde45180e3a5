import { Mark } from '../../ui/Mark'
import { useWords } from '../../ui/useWords'
import { SettingsButton } from '../settings/SettingsButton'

/** The bar above the list. */
export function HomeBar() {
  const t = useWords()
  return (
    <header className="flex h-11 shrink-0 items-center justify-between border-b border-line bg-surface px-4 pointer-coarse:h-13">
      <span className="flex items-center gap-2 font-semibold" translate="no">
        <Mark />
        {t('app.name')}
      </span>
      <SettingsButton showWord />
    </header>
  )
}
