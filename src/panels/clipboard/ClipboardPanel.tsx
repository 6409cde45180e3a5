import { Check, Copy, Send } from 'lucide-react'
import { useId, useState } from 'react'
import type { ClipboardCapability } from '../../devices/capabilities/clipboard'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useCapability } from '../../session/useCapability'
import { useMaybe } from '../../session/useMaybe'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { copyText } from '../../ui/copyText'
import { useWords } from '../../ui/useWords'
import { formatNumber, formatTime } from '../../words/format'

interface ClipboardPanelProps {
  readonly capability: ClipboardCapability
  readonly device: Device
}

/** Text from and to the machine's clipboard. */
export function ClipboardPanel({ capability, device }: ClipboardPanelProps) {
  return (
    <div className="flex flex-col gap-3">
      <FromMachine clipboard={capability} />
      <ToMachine clipboard={capability} device={device} />
    </div>
  )
}

function FromMachine({ clipboard }: { clipboard: ClipboardCapability }) {
  const t = useWords()
  const id = useId()
  const remote = useReadable(clipboard.remote)
  const policy = useReadable(clipboard.policy)
  const [copiedAtMs, setCopiedAtMs] = useState<number>()
  const copy = async (text: string) => {
    if (await copyText(text)) setCopiedAtMs(remote?.atMs)
    else notify({ tone: 'bad', text: t('lost.copyFailed') })
  }
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
      {policy.fromMachine && remote?.text === undefined && (
        <p className="text-ink-3">{remote ? t('clipboard.notText') : t('clipboard.nothingYet')}</p>
      )}
      {remote?.text !== undefined && (
        <>
          <textarea
            readOnly
            value={remote.text}
            aria-labelledby={id}
            translate="no"
            rows={5}
            className="resize-y rounded-inner border border-line bg-surface p-2 text-ink"
          />
          <Button
            icon={isCopied ? Check : Copy}
            className="self-start"
            onClick={() => void copy(remote.text ?? '')}
            aria-live="polite"
          >
            {isCopied ? t('clipboard.copied') : t('clipboard.copy')}
          </Button>
        </>
      )}
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
