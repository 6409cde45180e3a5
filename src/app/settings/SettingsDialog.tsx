import type { ReactNode } from 'react'
import type { SetBy } from '../../stores/layered'
import { preferences, useSetting } from '../../stores/preferences'
import { DialogView } from '../../ui/DialogView'
import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'

/** What the operator may choose for this browser, each with who set the present value. */
export function SettingsDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const t = useWords()
  const theme = useSetting('theme')
  const scaling = useSetting('scaling')
  const viewOnly = useSetting('viewOnly')
  return (
    <DialogView title={t('settings.title')} closeLabel={t('app.close')} open={open} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Line label={t('settings.theme')} setBy={theme.setBy}>
          <Segments
            label={t('settings.theme')}
            value={theme.value}
            disabled={theme.setBy === 'locked'}
            options={[
              { value: 'system', label: t('settings.themeSystem') },
              { value: 'dark', label: t('settings.themeDark') },
              { value: 'light', label: t('settings.themeLight') },
            ]}
            onChoose={value => preferences.choose('theme', value)}
          />
        </Line>
        <Line label={t('settings.scaling')} setBy={scaling.setBy}>
          <Segments
            label={t('settings.scaling')}
            value={scaling.value}
            disabled={scaling.setBy === 'locked'}
            options={[
              { value: 'fit', label: t('bar.fit') },
              { value: 'actual', label: t('bar.actual') },
              { value: 'remote', label: t('bar.remote') },
            ]}
            onChoose={value => preferences.choose('scaling', value)}
          />
        </Line>
        <Line label={t('settings.viewOnly')} setBy={viewOnly.setBy}>
          <Segments
            label={t('settings.viewOnly')}
            value={viewOnly.value ? 'on' : 'off'}
            disabled={viewOnly.setBy === 'locked'}
            options={[
              { value: 'off', label: t('settings.off') },
              { value: 'on', label: t('settings.on') },
            ]}
            onChoose={value => preferences.choose('viewOnly', value === 'on')}
          />
        </Line>
      </div>
    </DialogView>
  )
}

function Line({ label, setBy, children }: { label: string; setBy: SetBy; children: ReactNode }) {
  const t = useWords()
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <div>
        <div className="font-medium">{label}</div>
        <div className="text-small text-ink-3">{t(`settings.setBy.${setBy}`)}</div>
      </div>
      {children}
    </div>
  )
}
