import { Lock, RotateCcw } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import type { SetBy } from '../../stores/layered'
import { notify } from '../../stores/notices'
import { preferences, useSetting } from '../../stores/preferences'
import type { SettingName, Settings } from '../../stores/settingNames'
import { Button } from '../../ui/Button'
import { DialogView } from '../../ui/DialogView'
import { Segments } from '../../ui/Segments'
import { useMedia } from '../../ui/useMedia'
import { useWords } from '../../ui/useWords'
import type { WordKey } from '../../words/catalogue'
import { formatNumber } from '../../words/format'
import { type Language, languageOf } from '../../words/languages'

/** What the operator may choose for this browser, each with who set the present value. */
export function SettingsDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const t = useWords()
  const isReduced = useMedia('(prefers-reduced-motion: reduce)')
  return (
    <DialogView title={t('settings.title')} closeLabel={t('app.close')} open={open} onClose={onClose}>
      <div className="flex flex-col gap-5">
        <Group title={t('settings.ofPage')}>
          <Choice
            name="theme"
            label="settings.theme"
            options={{ system: 'settings.themeSystem', dark: 'settings.themeDark', light: 'settings.themeLight' }}
          />
          <Choice
            name="bar"
            label="settings.bar"
            note={t('settings.barNote')}
            options={{ full: 'settings.barFull', compact: 'settings.barCompact' }}
          />
          <Choice
            name="barHandle"
            label="settings.barHandle"
            options={{ left: 'settings.barLeft', middle: 'settings.barMiddle', right: 'settings.barRight' }}
          />
          <LanguageLine />
          <Row label={t('settings.motion')} note={isReduced ? t('settings.motionReduced') : t('settings.motionFull')} />
        </Group>
        <Group title={t('settings.ofMachine')}>
          <Choice
            name="scaling"
            label="settings.scaling"
            options={{ fit: 'bar.fit', actual: 'bar.actual', remote: 'bar.remote' }}
          />
          <Toggle name="viewClip" label="settings.viewClip" />
          <Toggle name="sharpRemote" label="settings.sharpRemote" />
          <Toggle name="clipboardFollow" label="settings.clipboardFollow" />
          <Toggle name="confirmPowerOff" label="settings.confirmPowerOff" />
          <Toggle name="bell" label="settings.bell" />
          <Toggle name="keepAwake" label="settings.keepAwake" />
        </Group>
        <Group title={t('settings.ofConnection')}>
          <Toggle name="viewOnly" label="settings.viewOnly" />
          <Toggle name="shared" label="settings.shared" />
          <Toggle name="reconnect" label="settings.reconnect" />
          <Toggle name="showDot" label="settings.showDot" />
          <Level name="quality" label="settings.quality" />
          <Level name="compression" label="settings.compression" />
        </Group>
        <Button
          icon={RotateCcw}
          className="self-start"
          onClick={() => {
            preferences.forget()
            notify({ tone: 'ok', text: t('settings.resetDone') })
          }}
        >
          {t('settings.reset')}
        </Button>
      </div>
    </DialogView>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h3 id={id} className="border-b border-line pb-1 text-ink-3">
        {title}
      </h3>
      {children}
    </section>
  )
}

interface RowProps {
  readonly label: string
  readonly setBy?: SetBy
  readonly note?: string | undefined
  readonly children?: ReactNode
}

/** A setting's name, who set it, and its control. A locked one says that it is, and why. */
function Row({ label, setBy, note, children }: RowProps) {
  const t = useWords()
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <div className="min-w-0 flex-1 basis-48">
        <div className="font-medium">{label}</div>
        {setBy && (
          <div className="flex items-center gap-1 text-small text-ink-3">
            {setBy === 'locked' && <Lock size={12} strokeWidth={1.75} aria-hidden="true" className="shrink-0" />}
            {t(`settings.setBy.${setBy}`)}
          </div>
        )}
        {setBy === 'locked' && <div className="text-small text-ink-3">{t('settings.lockedTip')}</div>}
        {note && <div className="text-small text-ink-3">{note}</div>}
      </div>
      {children}
    </div>
  )
}

/** Settings whose values are of type `T`. */
type NamesOf<T> = { [N in SettingName]: Settings[N] extends T ? N : never }[SettingName]

interface ChoiceProps<N extends 'theme' | 'bar' | 'barHandle' | 'scaling'> {
  readonly name: N
  readonly label: WordKey
  readonly note?: string
  readonly options: Readonly<Record<Settings[N], WordKey>>
}

function Choice<N extends 'theme' | 'bar' | 'barHandle' | 'scaling'>({ name, label, note, options }: ChoiceProps<N>) {
  const t = useWords()
  const { value, setBy } = useSetting(name)
  const entries = Object.entries(options) as [Settings[N], WordKey][]
  return (
    <Row label={t(label)} setBy={setBy} note={note}>
      <Segments<Settings[N]>
        label={t(label)}
        value={value}
        disabled={setBy === 'locked'}
        options={entries.map(([option, word]) => ({ value: option, label: t(word) }))}
        onChoose={chosen => preferences.choose(name, chosen)}
      />
    </Row>
  )
}

function Toggle({ name, label }: { name: NamesOf<boolean>; label: WordKey }) {
  const t = useWords()
  const { value, setBy } = useSetting(name)
  return (
    <Row label={t(label)} setBy={setBy}>
      <Segments
        label={t(label)}
        value={value ? 'on' : 'off'}
        disabled={setBy === 'locked'}
        options={[
          { value: 'off', label: t('settings.off') },
          { value: 'on', label: t('settings.on') },
        ]}
        onChoose={chosen => preferences.choose(name, chosen === 'on')}
      />
    </Row>
  )
}

const highestLevel = 9

function Level({ name, label }: { name: 'quality' | 'compression'; label: WordKey }) {
  const t = useWords()
  const { value, setBy } = useSetting(name)
  const shown = t('settings.level', { value: formatNumber(value) })
  return (
    <Row label={t(label)} setBy={setBy}>
      <div className="flex items-center gap-3">
        <input
          type="range"
          min={0}
          max={highestLevel}
          value={value}
          aria-label={t(label)}
          aria-valuetext={shown}
          disabled={setBy === 'locked'}
          onChange={event => preferences.choose(name, Number(event.target.value))}
          className="w-28 accent-accent disabled:opacity-50"
        />
        <span className="w-12 text-end text-ink-2 tabular-nums">{shown}</span>
      </div>
    </Row>
  )
}

/** Languages to choose from; the pseudo-language is chosen by the address only. */
function LanguageLine() {
  const t = useWords()
  const { value, setBy } = useSetting('language')
  const present = languageOf(value) ?? 'en'
  const offered: readonly Language[] = present === 'qps' ? ['en', 'qps'] : ['en']
  return (
    <Row label={t('settings.language')} setBy={setBy}>
      <Segments<Language>
        label={t('settings.language')}
        value={present}
        disabled={setBy === 'locked'}
        options={offered.map(language => ({ value: language, label: t(`settings.languageName.${language}`) }))}
        onChoose={chosen => preferences.choose('language', chosen)}
      />
    </Row>
  )
}
