import { Keyboard, Pause, Play, Square } from 'lucide-react'
import { useId, useState } from 'react'
import type { TypingCapability } from '../../devices/capabilities/typing'
import type { Device } from '../../devices/device'
import { useCapability } from '../../session/useCapability'
import { useMaybe } from '../../session/useMaybe'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { Meter } from '../../ui/Meter'
import { Select } from '../../ui/Select'
import { useWords } from '../../ui/useWords'
import { formatSpan } from '../../words/format'
import { type Typing, useTyping } from './useTyping'

interface TypingPanelProps {
  readonly capability: TypingCapability
  readonly device: Device
}

/** Text that is typed into the machine as keys, with its layout, and how far it is. */
export function TypingPanel({ capability, device }: TypingPanelProps) {
  const t = useWords()
  const id = useId()
  const typing = useTyping(device, capability)
  const isViewOnly = useMaybe(useCapability(device, 'input')?.viewOnly) ?? false
  const [text, setText] = useState('')
  const [isHidden, setHidden] = useState(false)
  const [layout, setLayout] = useState(capability.defaultLayout ?? '')
  const { layouts, delayMs } = capability
  const [delay, setDelay] = useState(delayMs?.usual ?? 0)
  const isRunning = typing.state === 'running' || typing.state === 'paused'
  const missing = capability.untypeable(text, layout || undefined)
  const start = (what: string) => {
    const options = { ...(layout !== '' && { layout }), ...(delayMs && { delayMs: delay }) }
    void typing.start(what, options)
  }
  const rest = typing.state === 'stopped' ? [...text].slice(typing.done).join('') : ''

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="font-medium text-ink-2">
          {t('typing.text')}
        </label>
        <textarea
          id={id}
          value={text}
          rows={8}
          spellCheck={false}
          autoComplete="off"
          placeholder={t('typing.placeholder')}
          disabled={isRunning}
          aria-describedby={`${id}-note`}
          style={isHidden ? ({ WebkitTextSecurity: 'disc' } as object) : undefined}
          onChange={event => setText(event.target.value)}
          className="resize-y rounded-inner border border-line-strong bg-surface p-2 font-mono text-ink placeholder:font-sans placeholder:text-ink-3 disabled:opacity-60"
        />
        <div className="flex items-center justify-between">
          <p className="text-ink-3 tabular-nums">{t('typing.count', { count: [...text].length })}</p>
          <Checkbox label={t('typing.hide')} checked={isHidden} onChange={event => setHidden(event.target.checked)} />
        </div>
      </div>
      {layouts.length > 0 && (
        <Select
          label={t('typing.layout')}
          value={layout}
          disabled={isRunning}
          options={layouts.map(value => ({ value, label: value }))}
          translate="no"
          onChoose={setLayout}
        />
      )}
      {delayMs && delayMs.max > delayMs.min && (
        <label className="flex flex-col gap-1">
          <span className="font-medium text-ink-2 tabular-nums">{t('typing.delay', { value: delay })}</span>
          <input
            type="range"
            min={delayMs.min}
            max={delayMs.max}
            step={5}
            value={delay}
            disabled={isRunning}
            onChange={event => setDelay(event.target.valueAsNumber)}
            className="h-row accent-accent"
          />
        </label>
      )}
      <div id={`${id}-note`} className="flex flex-col gap-1 text-ink-2">
        {missing.length > 0 && (
          <p className="text-warn">{t('typing.untypeable', { characters: missing.slice(0, 12).join(' ') })}</p>
        )}
        {isViewOnly && <p className="text-warn">{t('typing.viewOnly')}</p>}
        {!isRunning && typing.state === 'idle' && <p className="text-ink-3">{t('typing.focusHint')}</p>}
        {isRunning && capability.cancels === 'after-chunk' && <p className="text-ink-3">{t('typing.afterChunk')}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        {!isRunning && (
          <Button tone="primary" icon={Keyboard} disabled={text === '' || isViewOnly} onClick={() => start(text)}>
            {t('typing.type')}
          </Button>
        )}
        {!isRunning && rest !== '' && <Button onClick={() => start(rest)}>{t('typing.again')}</Button>}
        {isRunning && (
          <>
            <Button
              icon={typing.state === 'paused' ? Play : Pause}
              onClick={() => typing.pause(typing.state !== 'paused')}
            >
              {typing.state === 'paused' ? t('typing.resume') : t('typing.pause')}
            </Button>
            <Button tone="danger" icon={Square} onClick={typing.stop}>
              {t('typing.stop')}
            </Button>
          </>
        )}
      </div>
      {typing.state !== 'idle' && <Progress typing={typing} />}
    </div>
  )
}

function Progress({ typing }: { typing: Typing }) {
  const t = useWords()
  const { state, done, total, leftMs, skipped } = typing
  const left = leftMs === undefined || leftMs < 1_000 ? '' : ` · ${t('typing.left', { time: formatSpan(leftMs) })}`
  const texts = {
    idle: '',
    running: t('typing.progress', { done, total }) + left,
    paused: t('typing.paused', { done, total }),
    done: skipped > 0 ? t('typing.doneShort', { count: total - skipped, skipped }) : t('typing.done', { count: total }),
    stopped: t(typing.isUnsure ? 'typing.unsure' : 'typing.stopped', { done, total }),
  }
  return (
    <div className="flex flex-col gap-1.5">
      <Meter
        kind="progressbar"
        label={t('typing.text')}
        share={total === 0 ? 0 : done / total}
        text={texts[state]}
        tone={state !== 'done' ? 'accent' : skipped > 0 ? 'warn' : 'ok'}
      />
      <p role="status" className="text-ink-2 tabular-nums">
        {texts[state]}
      </p>
    </div>
  )
}
