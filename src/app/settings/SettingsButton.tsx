import { Settings } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { BarButton } from '../../ui/BarButton'
import { useWords } from '../../ui/useWords'
import { withWords } from '../../words/words'

const loadDialog = withWords(() => import('./SettingsDialog').then(m => ({ default: m.SettingsDialog })))
const SettingsDialog = lazy(loadDialog)

/** Opens the settings; the dialog's code comes when it is pointed at, focused or opened. */
export function SettingsButton({ showWord }: { showWord: boolean }) {
  const t = useWords()
  const [state, setState] = useState<'never' | 'open' | 'closed'>('never')
  const preload = () => void loadDialog().catch(() => {})
  return (
    <>
      <BarButton
        icon={Settings}
        label={t('bar.settings')}
        showWord={showWord}
        data-action="settings"
        data-tip-side="end"
        aria-haspopup="dialog"
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => setState('open')}
      />
      {state !== 'never' && (
        <Suspense>
          <SettingsDialog open={state === 'open'} onClose={() => setState('closed')} />
        </Suspense>
      )}
    </>
  )
}
