import { useQuery } from '@tanstack/react-query'
import { FileTerminal, Play, Trash2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import type { ScriptsCapability } from '../../devices/capabilities/system'
import type { Device } from '../../devices/device'
import { failureWords } from '../../session/failureWords'
import { queries } from '../../session/queries'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Checkbox } from '../../ui/Checkbox'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { MoreButton } from '../../ui/MoreButton'
import { useBounded } from '../../ui/useBounded'
import { useWords } from '../../ui/useWords'
import { VirtualText } from '../../ui/VirtualText'

interface ScriptsViewProps {
  readonly scripts: ScriptsCapability
  readonly device: Device
}

const noScripts: readonly string[] = []
/** Shown at once: each has its buttons. */
const mostScripts = 100
/** What a script says is laid out at once up to here. */
const mostShown = 10_000

type Act = 'upload' | 'run' | 'remove'

/** Scripts that the device keeps: bring them, run them, read what they say. */
export function ScriptsView({ scripts, device }: ScriptsViewProps) {
  const t = useWords()
  const chooser = useRef<HTMLInputElement>(null)
  const [isBackground, setBackground] = useState(false)
  const [running, setRunning] = useState<string>()
  const [said, setSaid] = useState<{ readonly name: string; readonly text: string }>()
  const [removing, setRemoving] = useState<string>()
  const list = useQuery({ queryKey: [device.id, 'scripts'], queryFn: ({ signal }) => scripts.list(signal) }, queries)

  const bounded = useBounded(list.data ?? noScripts, mostScripts)

  const act = async (what: Act, name: string, run: () => Promise<void>) => {
    try {
      await run()
      recordAction(device.id, t(`scripts.did.${what}`, { name }))
    } catch (error) {
      tellFailure(device.id, t(`scripts.failed.${what}`, { name }), error, t(`scripts.did.${what}`, { name }))
    }
    await queries.invalidateQueries({ queryKey: [device.id, 'scripts'] })
  }
  const run = async (name: string) => {
    setSaid(undefined)
    setRunning(name)
    await act('run', name, async () => {
      const text = await scripts.run(name, isBackground ? 'background' : 'foreground')
      if (!isBackground) setSaid({ name, text })
    })
    setRunning(undefined)
  }
  return (
    <Card className="flex flex-col gap-3 p-3" aria-label={t('scripts.title')}>
      <div className="flex flex-wrap items-center gap-3">
        <h3 className="flex-1 font-medium text-ink-2">{t('scripts.title')}</h3>
        <Button icon={Upload} onClick={() => chooser.current?.click()}>
          {t('scripts.upload')}
        </Button>
        <input
          ref={chooser}
          type="file"
          hidden
          tabIndex={-1}
          aria-label={t('scripts.upload')}
          accept=".sh,.py"
          onChange={event => {
            const file = event.target.files?.[0]
            if (file) void act('upload', file.name, () => scripts.upload(file))
            event.target.value = ''
          }}
        />
      </div>
      <p className="text-ink-3">{t('scripts.note')}</p>
      {list.error && <MessageView icon={FileTerminal} {...failureWords(list.error)} />}
      {list.data?.length === 0 && (
        <MessageView icon={FileTerminal} what={t('scripts.none.what')} cause={t('scripts.none.cause')} />
      )}
      {list.data !== undefined && list.data.length > 0 && (
        <>
          <ul aria-label={t('scripts.list')} className="flex flex-col gap-1">
            {bounded.shown.map(name => (
              <li key={name} className="flex items-center gap-2">
                <span translate="no" className="min-w-0 flex-1 truncate font-mono">
                  {name}
                </span>
                <Button
                  icon={Play}
                  aria-label={t('scripts.runName', { name })}
                  disabled={running !== undefined}
                  onClick={() => void run(name)}
                >
                  {t('scripts.run')}
                </Button>
                <IconButton icon={Trash2} label={t('scripts.remove', { name })} onClick={() => setRemoving(name)} />
              </li>
            ))}
          </ul>
          <MoreButton rest={bounded.rest} next={bounded.next} onMore={bounded.more} />
          <Checkbox
            label={t('scripts.background')}
            checked={isBackground}
            onChange={event => setBackground(event.target.checked)}
          />
        </>
      )}
      <div role="status">
        {running && <p className="text-ink-2">{t('scripts.running', { name: running })}</p>}
        {said && (
          <>
            <h4 className="pb-1 font-medium text-ink-2">{t('scripts.output', { name: said.name })}</h4>
            {said.text.length > mostShown ? (
              <VirtualText label={t('scripts.output', { name: said.name })} text={said.text} className="h-60" />
            ) : (
              <pre translate="no" className="max-h-60 overflow-auto rounded-inner bg-surface p-2 font-mono">
                {said.text || t('scripts.silent')}
              </pre>
            )}
          </>
        )}
      </div>
      <ConfirmDialog
        title={t('scripts.removeTitle', { name: removing ?? '' })}
        text={t('scripts.removeText')}
        action={t('scripts.removeAction')}
        cancel={t('app.cancel')}
        open={removing !== undefined}
        onAnswer={isConfirmed => {
          if (isConfirmed && removing !== undefined) void act('remove', removing, () => scripts.remove(removing))
          setRemoving(undefined)
        }}
      />
    </Card>
  )
}
