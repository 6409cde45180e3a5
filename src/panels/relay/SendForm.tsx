import { FileUp, Send } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { useWords } from '../../ui/useWords'
import { formatBytes } from '../../words/format'
import { FormChoice } from './FormChoice'
import { encodePayload, maxPayloadBytes, type PayloadForm } from './payload'
import type { Relay } from './useRelay'

/** Sends text, checked JSON, hex or a file to one of the subscribed relays. */
export function SendForm({ relay }: { relay: Relay }) {
  const t = useWords()
  const id = useId()
  const file = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [form, setForm] = useState<PayloadForm>('text')
  const [chosen, setChosen] = useState<string>()
  const to = chosen !== undefined && relay.subscribed.includes(chosen) ? chosen : relay.subscribed[0]
  const payload = encodePayload(text, form)
  const problem = problemOf()

  function problemOf(): string | undefined {
    if (to === undefined) return t('relay.problem.first')
    if (payload.problem)
      return text === '' ? undefined : t(`relay.problem.${payload.problem}`, { detail: payload.detail })
    return tooLong(payload.bytes.length)
  }
  function tooLong(size: number): string | undefined {
    return size > maxPayloadBytes ? t('relay.problem.tooLong', { size: formatBytes(size) }) : undefined
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (to === undefined || problem !== undefined || !payload.bytes) return
    if (await relay.send(to, payload.bytes)) setText('')
  }
  const sendFile = async (picked: File | undefined) => {
    if (!picked || to === undefined) return
    const why = tooLong(picked.size)
    if (why !== undefined) return void notify({ tone: 'warn', text: why })
    await relay.send(to, new Uint8Array(await picked.arrayBuffer()))
  }
  return (
    <form onSubmit={event => void submit(event)} className="flex shrink-0 flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <label htmlFor={id} className="font-medium text-ink-2">
          {t('relay.message')}
        </label>
        <FormChoice label={t('relay.as')} value={form} onChoose={setForm} />
      </div>
      <textarea
        id={id}
        value={text}
        rows={3}
        spellCheck={false}
        aria-describedby={`${id}-problem`}
        onChange={event => setText(event.target.value)}
        className="resize-y rounded-inner border border-line-strong bg-surface p-2 font-mono text-ink"
      />
      <p id={`${id}-problem`} className="text-ink-2 empty:hidden">
        {problem}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          tone="primary"
          icon={Send}
          disabled={problem !== undefined || !payload.bytes || payload.bytes.length === 0}
        >
          {t('relay.send')}
        </Button>
        <Button icon={FileUp} disabled={to === undefined} onClick={() => file.current?.click()}>
          {t('relay.file')}
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          onChange={event => {
            void sendFile(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        {relay.subscribed.length > 1 && (
          <label className="ms-auto flex items-center gap-2 text-ink-2">
            {t('relay.to')}
            <select
              value={to}
              onChange={event => setChosen(event.target.value)}
              className="h-row rounded-inner border border-line-strong bg-surface px-2 text-ink"
            >
              {relay.subscribed.map(name => (
                <option key={name} translate="no">
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
    </form>
  )
}
