import { type ReactNode, useState } from 'react'
import type { GpioChannel, GpioItem } from '../../devices/capabilities/gpio'
import { Button } from '../../ui/Button'
import { Lamp, type LampTone } from '../../ui/Lamp'
import { Switch } from '../../ui/Switch'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'
import type { ControlNames } from './rowNames'
import type { GpioActions } from './useGpio'

type Output = Extract<GpioItem, { kind: 'output' }>

interface GpioRowProps {
  readonly items: readonly GpioItem[]
  readonly names: ReadonlyMap<GpioItem, ControlNames>
  readonly channels: Readonly<Record<string, GpioChannel>>
  readonly actions: GpioActions
  /** Its owner wants a yes before this is done. */
  onAsk(name: string, act: () => void): void
}

/** The tones that tell a lamp's colour; which of them is on is told by its shape. */
const tones: Readonly<Record<string, LampTone>> = {
  green: 'ok',
  red: 'bad',
  yellow: 'warn',
  blue: 'accent',
  cyan: 'accent',
  magenta: 'bad',
  pink: 'bad',
  white: 'ink',
}

/** One line of the owner's table. */
export function GpioRow({ items, names, channels, actions, onAsk }: GpioRowProps) {
  return (
    <div className="flex min-h-row flex-wrap items-center gap-x-3 gap-y-1">
      {items.map((item, at) => {
        const key = `${item.kind}-${at}`
        if (item.kind === 'label') {
          return (
            <span key={key} translate="no" className="min-w-0 flex-1 basis-24 break-words">
              {item.text}
            </span>
          )
        }
        const channel = channels[item.channel]
        const named = names.get(item) ?? { name: item.channel, button: item.channel }
        if (item.kind === 'input') {
          return <Input key={key} item={item} channel={channel} name={named.name} />
        }
        return <OutputControls key={key} {...{ item, channel, actions, onAsk, ...named }} />
      })}
    </div>
  )
}

function Input({
  item,
  channel,
  name,
}: {
  item: Extract<GpioItem, { kind: 'input' }>
  channel: GpioChannel | undefined
  name: string
}) {
  const t = useWords()
  const isOn = channel?.on ?? false
  const isOnline = channel?.online ?? false
  const word = !isOnline ? t('gpio.offline') : isOn ? t('gpio.on') : t('gpio.off')
  return (
    <span className="flex items-center gap-1.5 text-ink-2" data-channel={item.channel} data-on={isOn}>
      <Lamp state={!isOnline ? 'unknown' : isOn ? 'on' : 'off'} tone={tones[item.color] ?? 'ok'} />
      <span className="sr-only">{t('gpio.lamp', { name, state: word })}</span>
      <span aria-hidden="true">{word}</span>
    </span>
  )
}

interface OutputProps extends Omit<GpioRowProps, 'items' | 'names' | 'channels'>, ControlNames {
  readonly item: Output
  readonly channel: GpioChannel | undefined
}

/** A switch, a button that pulses, or both. */
function OutputControls({ item, channel, actions, onAsk, name, button }: OutputProps) {
  const t = useWords()
  const { confirm, hasSwitch, pulseMs } = item
  const [seconds, setSeconds] = useState<number>()
  const isBlocked = !channel?.online || channel.busy
  const isOn = channel?.on ?? false
  const perform = (what: string, act: () => void) => (confirm ? onAsk(what, act) : act())
  const canChoose = pulseMs !== undefined && pulseMs.min < pulseMs.max
  return (
    <span className="flex items-center gap-2" data-channel={item.channel} data-on={isOn} data-busy={channel?.busy}>
      {channel?.busy && <State lamp="busy">{t('gpio.busy')}</State>}
      {channel && !channel.online && <State lamp="unknown">{t('gpio.offline')}</State>}
      {hasSwitch && (
        <Switch
          label={name}
          isForeign
          isOn={isOn}
          disabled={isBlocked}
          onToggle={next => perform(name, () => void actions.setSwitch(item.channel, name, next))}
        />
      )}
      {canChoose && (
        <input
          type="number"
          inputMode="decimal"
          aria-label={t('gpio.seconds', { name: button })}
          min={pulseMs.min / 1000}
          max={pulseMs.max / 1000}
          step={0.1}
          value={seconds ?? pulseMs.usual / 1000}
          onChange={event => setSeconds(event.target.valueAsNumber)}
          className="h-row w-16 rounded-inner border border-line-strong bg-surface px-2 text-end tabular-nums"
        />
      )}
      {pulseMs && (
        <Button
          disabled={isBlocked}
          {...(button !== item.text && { 'aria-label': button })}
          {...(!canChoose && { title: t('gpio.pulse', { seconds: formatNumber(pulseMs.usual / 1000, 1) }) })}
          onClick={() =>
            perform(button, () => {
              const ms = seconds === undefined || Number.isNaN(seconds) ? undefined : seconds * 1000
              void actions.pulse(item.channel, button, ms)
            })
          }
        >
          <span translate="no">{item.text}</span>
        </Button>
      )}
    </span>
  )
}

function State({ lamp, children }: { lamp: 'busy' | 'unknown'; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5 text-ink-3">
      <Lamp state={lamp} />
      {children}
    </span>
  )
}
