import { Plug } from 'lucide-react'
import { useId } from 'react'
import { Button } from '../../ui/Button'
import { useWords } from '../../ui/useWords'
import { showMachine, staysHere } from '../address'
import { OverlayCard } from './OverlayCard'

export interface IdleCardProps {
  readonly name: string
  /** `not-yet`: the address says not to connect by itself (noVNC's `autoconnect`). `ended`: Disconnect was pressed. */
  readonly why: 'not-yet' | 'ended'
  onConnect(): void
}

/** Nothing is open, and that is as it was wanted. */
export function IdleCard({ name, why, onConnect }: IdleCardProps) {
  const t = useWords()
  const id = useId()
  return (
    <OverlayCard aria-labelledby={id}>
      <div role="status">
        <h2 id={id} className="text-large font-semibold">
          {why === 'ended' ? t('lost.byUser.what') : t('lost.idle.what', { name })}
        </h2>
        <p className="pt-1 text-ink-2">{why === 'ended' ? t('lost.byUser.cause') : t('lost.idle.cause')}</p>
      </div>
      <div className="mt-4 flex gap-2">
        <Button tone="primary" icon={Plug} onClick={onConnect}>
          {why === 'ended' ? t('lost.connectAgain') : t('lost.connectNow')}
        </Button>
        {!staysHere() && <Button onClick={() => showMachine(undefined)}>{t('app.toMachines')}</Button>}
      </div>
    </OverlayCard>
  )
}
