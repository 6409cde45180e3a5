import { ImagePlus, Send, X } from 'lucide-react'
import { type ClipboardEvent, type ReactNode, useId, useRef, useState } from 'react'
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
import { IconButton } from '../../ui/IconButton'
import { useWords } from '../../ui/useWords'
import { formatBytes, formatNumber } from '../../words/format'
import { CopiedPicture } from './CopiedPicture'
import { pngOf } from './pngOf'

interface ToMachineProps {
  readonly clipboard: ClipboardCapability
  readonly device: Device
}

/** Text for the machine's clipboard; with its formatting, and pictures, where the machine takes those. */
export function ToMachine({ clipboard, device }: ToMachineProps) {
  const t = useWords()
  const id = useId()
  const [text, setText] = useState('')
  /** Formatting that was pasted; it is that of this text and no other. */
  const [formatted, setFormatted] = useState<{ readonly html: string; readonly text: string }>()
  const [png, setPng] = useState<Uint8Array>()
  const policy = useReadable(clipboard.policy)
  const input = useCapability(device, 'input')
  const isViewOnly = useMaybe(input?.viewOnly) ?? false
  const mayAct = useMaybe(input?.allowed)
  const takesPictures = clipboard.formats.includes('png')
  const html = formatted?.text === text ? formatted.html : undefined
  const note = noteOf()

  const take = async (file: Blob | undefined) => {
    if (!file) return
    const picture = await pngOf(file).catch(() => undefined)
    if (picture) setPng(picture)
    else notify({ tone: 'bad', text: t('clipboard.noPicture') })
  }
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const { clipboardData: data, currentTarget: field } = event
    const picture = [...data.files].find(({ type }) => type.startsWith('image/'))
    const plain = data.getData('text/plain')
    if (takesPictures && picture && plain === '') {
      event.preventDefault()
      return void take(picture)
    }
    const pasted = data.getData('text/html')
    const isAll = field.selectionStart === 0 && field.selectionEnd === field.value.length
    if (!clipboard.formats.includes('html') || pasted === '' || !isAll) return
    event.preventDefault()
    setText(plain)
    setFormatted({ html: pasted, text: plain })
  }
  const send = async () => {
    const sent = t(png || html !== undefined ? 'clipboard.sent' : 'action.clipboardSent')
    try {
      await clipboard.write({
        ...(text !== '' && { text }),
        ...(html !== undefined && { html }),
        ...(png && { png }),
      })
      recordAction(device.id, sent)
      notify({ tone: 'ok', text: sent })
    } catch (error) {
      tellFailure(device.id, t('action.failed', { what: t('bar.clipboard') }), error, sent)
    }
  }

  function noteOf(): { text: string; blocks: boolean } | undefined {
    const bytesOf = (value: string) => new TextEncoder().encode(value).length
    const size = Math.max(bytesOf(text), bytesOf(html ?? ''), png?.length ?? 0)
    if (!policy.toMachine)
      return { text: t(mayAct === false ? 'clipboard.why.not-allowed' : 'clipboard.noWriting'), blocks: true }
    if (isViewOnly) return { text: t('clipboard.viewOnly'), blocks: true }
    if (policy.maxBytes !== undefined && size > policy.maxBytes) {
      const values = { size: formatNumber(size), limit: formatNumber(policy.maxBytes) }
      return { text: t('clipboard.tooLong', values), blocks: true }
    }
    return clipboard.passes?.(text) === false ? { text: t('clipboard.lostLetters'), blocks: false } : undefined
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
        placeholder={t(takesPictures ? 'clipboard.placeholderRich' : 'clipboard.placeholder')}
        rows={5}
        onChange={event => setText(event.target.value)}
        onPaste={paste}
        className="resize-y rounded-inner border border-line-strong bg-surface p-2 text-ink placeholder:text-ink-3"
      />
      {html !== undefined && (
        <Attached label={t('clipboard.dropFormat')} onDrop={() => setFormatted(undefined)}>
          {t('clipboard.withFormat', { size: formatBytes(html.length) })}
        </Attached>
      )}
      {png && (
        <Attached label={t('clipboard.dropPicture')} onDrop={() => setPng(undefined)}>
          <CopiedPicture png={png} label={t('clipboard.pictureToSend')} />
        </Attached>
      )}
      {note && (
        <p id={`${id}-note`} className="text-ink-2">
          {note.text}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button icon={Send} disabled={(text === '' && !png) || note?.blocks} onClick={() => void send()}>
          {t('clipboard.send')}
        </Button>
        {takesPictures && <PictureButton onFile={file => void take(file)} />}
      </div>
    </Card>
  )
}

function Attached({ label, onDrop, children }: { label: string; onDrop(): void; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-2 text-ink-2">
      <div className="min-w-0">{children}</div>
      <IconButton icon={X} label={label} tipSide="end" onClick={onDrop} />
    </div>
  )
}

function PictureButton({ onFile }: { onFile(file: File | undefined): void }) {
  const t = useWords()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button icon={ImagePlus} onClick={() => input.current?.click()}>
        {t('clipboard.choosePicture')}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={event => {
          onFile(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </>
  )
}
