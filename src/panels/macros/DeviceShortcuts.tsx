import { useQuery } from '@tanstack/react-query'
import { Keyboard, Play, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { InputCapability } from '../../devices/capabilities/input'
import type { DeviceShortcut, ShortcutsCapability } from '../../devices/capabilities/shortcuts'
import type { Device } from '../../devices/device'
import { failureWords } from '../../session/failureWords'
import { queries } from '../../session/queries'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import { ChordRecorder } from './ChordRecorder'
import { nameOf } from './keyNames'
import { readScript } from './readScript'

interface DeviceShortcutsProps {
  readonly shortcuts: ShortcutsCapability
  readonly input: InputCapability
  readonly device: Device
}

type Act = 'add' | 'press' | 'remove'

/** Chords that the device keeps for everybody: press them, and where the account may, add and remove them. */
export function DeviceShortcuts({ shortcuts, input, device }: DeviceShortcutsProps) {
  const t = useWords()
  const isViewOnly = useReadable(input.viewOnly)
  const queryKey = [device.id, 'shortcuts']
  const list = useQuery({ queryKey, queryFn: ({ signal }) => shortcuts.list(signal) }, queries)
  const { edit } = shortcuts

  const act = async (what: Act, name: string, run: () => Promise<void>) => {
    try {
      await run()
      recordAction(device.id, t(`macros.device.did.${what}`, { name }))
    } catch (error) {
      const done = t(`macros.device.did.${what}`, { name })
      tellFailure(device.id, t(`macros.device.failed.${what}`, { name }), error, done)
    }
    if (what !== 'press') await queries.invalidateQueries({ queryKey })
  }
  return (
    <section aria-label={t('macros.device.title')} className="flex flex-col gap-2">
      <h3 className="font-medium text-ink-2">{t('macros.device.title')}</h3>
      {list.error && <MessageView icon={Keyboard} {...failureWords(list.error)} />}
      {list.data?.length === 0 && <p className="text-ink-3">{t('macros.device.none')}</p>}
      {list.data !== undefined && list.data.length > 0 && (
        <ul
          aria-label={t('macros.device.title')}
          className="overflow-y-auto rounded-outer border border-line bg-raised"
        >
          {list.data.map(shortcut => {
            const name = chordName(shortcut)
            return (
              <li
                key={shortcut.id}
                className="flex items-center gap-1 border-b border-line py-1.5 ps-3 pe-1 last:border-b-0"
              >
                <span translate="no" className="min-w-0 flex-1 truncate font-semibold">
                  {name}
                </span>
                <IconButton
                  icon={Play}
                  label={t('macros.device.press', { name })}
                  tipSide="end"
                  disabled={isViewOnly}
                  onClick={() => void act('press', name, () => input.press(shortcut.keys.map(({ code }) => code)))}
                />
                {edit && (
                  <IconButton
                    icon={Trash2}
                    label={t('macros.device.remove', { name })}
                    tipSide="end"
                    disabled={isViewOnly}
                    onClick={() => void act('remove', name, () => edit.remove(shortcut.id))}
                  />
                )}
              </li>
            )
          })}
        </ul>
      )}
      {edit && !isViewOnly && (
        <AddForm
          onAdd={codes => {
            const keys = codes.map(code => ({ code, label: nameOf(code) }))
            void act('add', chordName({ keys }), () => edit.add(keys))
          }}
        />
      )}
    </section>
  )
}

function chordName({ keys }: Pick<DeviceShortcut, 'keys'>): string {
  return keys.map(({ code, label }) => label || nameOf(code)).join('+')
}

function AddForm({ onAdd }: { onAdd(codes: readonly string[]): void }) {
  const t = useWords()
  const [chord, setChord] = useState('')
  const [isTried, setTried] = useState(false)
  const { steps, problem } = readScript(chord)
  const [step, ...others] = steps ?? []
  const codes = step?.do === 'press' && others.length === 0 ? step.codes : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(codes === undefined)
    if (!codes) return
    onAdd(codes)
    setChord('')
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field
        label={t('macros.device.keys')}
        value={chord}
        placeholder={t('macros.device.example')}
        spellCheck={false}
        problem={isTried && (problem || !codes) ? t('macros.device.noKeys') : undefined}
        onChange={event => setChord(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit">{t('macros.device.add')}</Button>
        <ChordRecorder onChord={setChord} />
      </div>
    </form>
  )
}
