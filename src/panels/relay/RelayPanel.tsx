import { Radio } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import type { RelayCapability } from '../../devices/capabilities/relay'
import type { Device } from '../../devices/device'
import { Button } from '../../ui/Button'
import { Lamp } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'
import { MessageList } from './MessageList'
import { SendForm } from './SendForm'
import { type Relay, useRelay } from './useRelay'

interface RelayPanelProps {
  readonly capability: RelayCapability
  readonly device: Device
}

/** Messages to and from an app's Unix socket on the machine. */
export function RelayPanel({ capability, device }: RelayPanelProps) {
  const relay = useRelay(device, capability)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <SubscribeForm relay={relay} names={capability.names} />
      <MessageList log={relay.log} />
      <SendForm relay={relay} />
    </div>
  )
}

function SubscribeForm({ relay, names }: { relay: Relay; names: readonly string[] }) {
  const t = useWords()
  const id = useId()
  const left = names.filter(name => !relay.subscribed.includes(name))
  const [name, setName] = useState(left[0] ?? '')
  const [isTried, setTried] = useState(false)
  const problem = problemOf(name)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problem) return
    await relay.subscribe(name)
    setTried(false)
    setName(left.find(other => other !== name) ?? '')
  }
  return (
    <form onSubmit={event => void submit(event)} className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-ink-2">
        {t('relay.name')}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          value={name}
          list={`${id}-names`}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={isTried && problem ? true : undefined}
          aria-describedby={`${id}-problem`}
          onChange={event => setName(event.target.value)}
          className="h-row min-w-0 flex-1 rounded-inner border border-line-strong bg-surface px-2 font-mono text-ink aria-invalid:border-bad"
        />
        <datalist id={`${id}-names`}>
          {left.map(known => (
            <option key={known} value={known} />
          ))}
        </datalist>
        <Button type="submit" icon={Radio} disabled={relay.isSubscribing || relay.subscribed.includes(name)}>
          {t('relay.subscribe')}
        </Button>
      </div>
      <p id={`${id}-problem`} className="text-bad empty:hidden">
        {isTried && problem && t(`relay.problem.${problem}`)}
      </p>
      <p role="status" className="flex items-center gap-2 text-ink-2">
        <Lamp state={relay.isSubscribing ? 'busy' : relay.subscribed.length > 0 ? 'on' : 'off'} />
        {relay.subscribed.length > 0
          ? t('relay.subscribed', { names: relay.subscribed.join(', ') })
          : t('relay.nobody')}
      </p>
    </form>
  )
}

/** A name of 64 bytes or more is never answered, and puts the connection out of step: KasmVNC VNCSConnectionST.cxx. */
function problemOf(name: string): 'nameEmpty' | 'nameLong' | undefined {
  if (name === '') return 'nameEmpty'
  return new TextEncoder().encode(name).length > 63 ? 'nameLong' : undefined
}
