import { Check, Copy, Eraser, Send } from 'lucide-react'
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
import { copyText } from '../../ui/copyText'
import { Switch } from '../../ui/Switch'
import { useWords } from '../../ui/useWords'
import { formatNumber, formatTime } from '../../words/format'

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
      <Follow />
    </div>
  )
}

function FromMachine({ clipboard, device }: { clipboard: ClipboardCapability; device: Device }) {
  const t = useWords()
  const id = useId()
  const remote = useReadable(clipboard.remote)
  const policy = useReadable(clipboard.policy)
  const [copiedAtMs, setCopiedAtMs] = useState<number>()
  const copy = async (text: string) => {
    if (await copyText(text)) setCopiedAtMs(remote?.atMs)
    else notify({ tone: 'bad', text: t('lost.copyFailed') })
  }
  const clear = async () => {
    try {
      await clipboard.clear?.()
      recordAction(device.id, t('clipboard.cleared'))
      notify({ tone: 'ok', text: t('clipboard.cleared') })
    } catch (error) {
      tellFailure(device.id, t('action.failed', { what: t('clipboard.clear') }), error)
    }
  }
  // Of HTML its source is shown: what it would do on a page is not ours to try.
  const shown = remote?.text ?? remote?.html
  const isCopied = remote !== undefined && copiedAtMs === remote.atMs
  return (
    <Card className="flex flex-col gap-2 p-3" aria-labelledby={id}>
      <div className="flex items-baseline justify-between">
        <h3 id={id} className="font-medium text-ink-2">
          {t('clipboard.fromMachine')}
        </h3>
        {remote && <span className="text-ink-3">{t('clipboard.received', { time: formatTime(remote.atMs) })}</span>}
      </div>
      {!policy.fromMachine && <p className="text-ink-2">{t('clipboard.noReading')}</p>}
      {remote?.png && <CopiedPicture png={remote.png} />}
      {policy.fromMachine && shown === undefined && !remote?.png && (
        <p className="text-ink-3">{remote ? t('clipboard.notText') : t('clipboard.nothingYet')}</p>
      )}
      {shown !== undefined && (
        <>
          <textarea
            readOnly
            value={shown}
            aria-labelledby={id}
            translate="no"
            rows={5}
            className="resize-y rounded-inner border border-line bg-surface p-2 text-ink"
          />
          <Button
            icon={isCopied ? Check : Copy}
            className="self-start"
            onClick={() => void copy(shown)}
            aria-live="polite"
          >
            {isCopied ? t('clipboard.copied') : t('clipboard.copy')}
          </Button>
        </>
      )}
      {clipboard.clear && (
        <Button icon={Eraser} className="self-start" onClick={() => void clear()}>
          {t('clipboard.clear')}
        </Button>
      )}
    </Card>
  )
}

/** A picture that a program of the machine has copied. */
function CopiedPicture({ png }: { png: Uint8Array }) {
  const t = useWords()
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(png)], { type: 'image/png' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [png])
  if (!url) return null
  return <img src={url} alt={t('clipboard.picture')} className="max-h-48 self-start rounded-inner border border-line" />
}

/** Whether the two clipboards follow each other, or why they cannot here. */
function Follow() {
  const t = useWords()
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
        <div className="font-medium">{t('clipboard.follow')}</div>
        <p className="text-ink-3">{obstacle ? t(`clipboard.why.${obstacle}`) : t('clipboard.followNote')}</p>
        {setBy === 'locked' && <p className="text-ink-3">{t('bar.locked')}</p>}
      </div>
      <Switch
        label={t('clipboard.follow')}
        isOn={isOn && !obstacle}
        disabled={obstacle !== undefined || setBy === 'locked'}
        onToggle={on => void turn(on)}
      />
    </Card>
  )
}

function ToMachine({ clipboard, device }: { clipboard: ClipboardCapability; device: Device }) {
  const t = useWords()
  const id = useId()
  const [text, setText] = useState('')
  const policy = useReadable(clipboard.policy)
  const isViewOnly = useMaybe(useCapability(device, 'input')?.viewOnly) ?? false
  const note = noteOf()
  const send = async () => {
    try {
      await clipboard.write({ text })
      recordAction(device.id, t('action.clipboardSent'))
      notify({ tone: 'ok', text: t('action.clipboardSent') })
    } catch (error) {
      tellFailure(device.id, t('action.failed', { what: t('bar.clipboard') }), error)
    }
  }

  function noteOf(): { text: string; blocks: boolean } | undefined {
    const size = new TextEncoder().encode(text).length
    if (!policy.toMachine) return { text: t('clipboard.noWriting'), blocks: true }
    if (isViewOnly) return { text: t('clipboard.viewOnly'), blocks: true }
    if (policy.maxBytes !== undefined && size > policy.maxBytes) {
      const values = { size: formatNumber(size), limit: formatNumber(policy.maxBytes) }
      return { text: t('clipboard.tooLong', values), blocks: true }
    }
    return policy.latin1Only && /[^\0-ÿ]/.test(text) ? { text: t('clipboard.latin1'), blocks: false } : undefined
  }

  return (
    <Card className="flex flex-col gap-2 p-3" aria-labelledby={id}>
      <h3 id={id} className="font-medium text-ink-2">
        {t('clipboard.toMachine')}
      </h3>
      <textarea
        value={text}
        aria-labelledby={id}
        aria-describedby={note && `${id}-note`}
        placeholder={t('clipboard.placeholder')}
        rows={5}
        onChange={event => setText(event.target.value)}
        className="resize-y rounded-inner border border-line-strong bg-surface p-2 text-ink placeholder:text-ink-3"
      />
      {note && (
        <p id={`${id}-note`} className="text-ink-2">
          {note.text}
        </p>
      )}
      <Button icon={Send} className="self-start" disabled={text === '' || note?.blocks} onClick={() => void send()}>
        {t('clipboard.send')}
      </Button>
    </Card>
  )
}
