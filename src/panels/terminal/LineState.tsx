import type { LinkState } from '../../devices/device'
import type { OpenTerminal } from '../../session/terminals'
import { useReadable } from '../../session/useReadable'
import { Button } from '../../ui/Button'
import { Lamp, type LampState } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'
import { describeError } from '../../words/describeError'

const lamps: Readonly<Record<LinkState['phase'], LampState>> = {
  connecting: 'busy',
  asking: 'unknown',
  online: 'on',
  waiting: 'busy',
  ended: 'bad',
}

/** Whether the line stands, why not, and the way to try again. */
export function LineState({ terminal }: { terminal: OpenTerminal }) {
  const t = useWords()
  const link = useReadable(terminal.link)
  const why = 'why' in link && link.why !== 'by-user' ? link.why : undefined
  return (
    <>
      <span role="status" className="flex min-w-0 items-center gap-2" data-line={link.phase}>
        <Lamp state={lamps[link.phase]} />
        <span className="truncate font-medium">
          {why ? describeError(why).what : t(link.phase === 'online' ? 'link.connected' : 'link.connecting')}
        </span>
      </span>
      {(link.phase === 'waiting' || link.phase === 'ended') && (
        <Button onClick={() => terminal.retryNow()}>{t('lost.tryNow')}</Button>
      )}
    </>
  )
}
