import { Check, Copy, Eraser } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import type { ClipboardCapability } from '../../devices/capabilities/clipboard'
import type { Device } from '../../devices/device'
import { type FollowObstacle, followObstacle } from '../../session/followClipboard'
import { tellFailure } from '../../session/tellFailure'
import { useCapability } from '../../session/useCapability'
import { useMaybe } from '../../session/useMaybe'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { notify } from '../../stores/notices'
import { preferences, useSetting } from '../../stores/preferences'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { copyHtml } from '../../ui/copyHtml'
import { copyPicture } from '../../ui/copyPicture'
import { copyText } from '../../ui/copyText'
import { LongText } from '../../ui/LongText'
import { Switch } from '../../ui/Switch'
import { useWords } from '../../ui/useWords'
import { formatTime } from '../../words/format'
import { CopiedPicture } from './CopiedPicture'
import { TextEncoding } from './TextEncoding'
import { ToMachine } from './ToMachine'

interface ClipboardPanelProps {
  readonly capability: ClipboardCapability
  readonly device: Device
}

/** What the machine's clipboard holds, and text for it. */
export function ClipboardPanel({ capability, device }: ClipboardPanelProps) {
  return (
    <div className="flex flex-col gap-3">
      <FromMachine clipboard={capability} device={device} />
      <ToMachine clipboard={capability} device={device} />
      {capability.encoding && <TextEncoding clipboard={capability} encoding={capability.encoding} />}
      <Follow />
    </div>
  )
}

function FromMachine({ clipboard, device }: { clipboard: ClipboardCapability; device: Device }) {
  const t = useWords()
  const id = useId()
  const remote = useReadable(clipboard.remote)
  const policy = useReadable(clipboard.policy)
  const mayAct = useMaybe(useCapability(device, 'input')?.allowed)
  const [copiedAtMs, setCopiedAtMs] = useState<number>()
  const copy = async (copying: () => Promise<boolean>) => {
    if (await copying()) setCopiedAtMs(remote?.atMs)
    else notify({ tone: 'bad', text: t('lost.copyFailed') })
  }
  const clear = async () => {
    try {
      await clipboard.clear?.()
      recordAction(device.id, t('clipboard.cleared'))
      notify({ tone: 'ok', text: t('clipboard.cleared') })
    } catch (error) {
      tellFailure(device.id, t('action.failed', { what: t('clipboard.clear') }), error, t('clipboard.cleared'))
    }
  }
  // Of HTML its source is shown: what it would do on a page is not ours to try.
  const shown = remote?.text ?? remote?.html
  const picture = remote?.png
  // The text where there is both: most programs can take nothing else.
  const copying =
    remote?.text !== undefined
      ? () => copyText(remote.text ?? '')
      : remote?.html !== undefined
        ? () => copyHtml(remote.html ?? '')
        : picture !== undefined
          ? () => copyPicture(picture)
          : undefined
  const isCopied = remote !== undefined && copiedAtMs === remote.atMs
  return (
    <Card className="flex flex-col gap-2 p-3" aria-labelledby={id}>
      <div className="flex items-baseline justify-between">
        <h3 id={id} className="font-medium text-ink-2">
          {t('clipboard.fromMachine')}
        </h3>
        {remote && <span className="text-ink-3">{t('clipboard.received', { time: formatTime(remote.atMs) })}</span>}
      </div>
      {!policy.fromMachine && (
        <p className="text-ink-2">{t(mayAct === false ? 'clipboard.why.not-allowed' : 'clipboard.noReading')}</p>
      )}
      {picture && <CopiedPicture png={picture} label={t('clipboard.picture')} />}
      {policy.fromMachine && copying === undefined && (
        <p className="text-ink-3">{remote ? t('clipboard.notText') : t('clipboard.nothingYet')}</p>
      )}
      {shown !== undefined && (
        <LongText
          labelledBy={id}
          label={t('clipboard.fromMachine')}
          text={shown}
          fileName={`${device.id}-clipboard.txt`}
        />
      )}
      {copying && (
        <Button
          icon={isCopied ? Check : Copy}
          className="self-start"
          onClick={() => void copy(copying)}
          aria-live="polite"
        >
          {isCopied ? t('clipboard.copied') : t('clipboard.copy')}
        </Button>
      )}
      {clipboard.clear && (
        <Button icon={Eraser} className="self-start" onClick={() => void clear()}>
          {t('clipboard.clear')}
        </Button>
      )}
    </Card>
  )
}

/** Whether the two clipboards follow each other, or why they cannot here. */
function Follow() {
  const t = useWords()
  const id = useId()
  const { value: isOn, setBy } = useSetting('clipboardFollow')
  const [obstacle, setObstacle] = useState<FollowObstacle>()
  useEffect(() => void followObstacle().then(setObstacle), [])
  const turn = async (on: boolean) => {
    // The browser asks now, by the click, and not later, in the middle of something else.
    if (on && (await navigator.clipboard.readText().catch(() => undefined)) === undefined) {
      return setObstacle((await followObstacle()) ?? 'denied')
    }
    preferences.choose('clipboardFollow', on)
  }
  return (
    <Card className="flex items-center justify-between gap-3 p-3">
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {t('clipboard.follow')}
        </label>
        <p className="text-ink-3">{obstacle ? t(`clipboard.why.${obstacle}`) : t('clipboard.followNote')}</p>
        {setBy === 'locked' && <p className="text-ink-3">{t('bar.locked')}</p>}
      </div>
      <Switch
        id={id}
        label={t('clipboard.follow')}
        isOn={isOn && !obstacle}
        disabled={obstacle !== undefined || setBy === 'locked'}
        onToggle={on => void turn(on)}
      />
    </Card>
  )
}
