import { Pencil, Trash2 } from 'lucide-react'
import type { Viewer } from '../../devices/capabilities/roster'
import type { Account } from '../../devices/capabilities/users'
import { IconButton } from '../../ui/IconButton'
import { Lamp } from '../../ui/Lamp'
import { MoreButton } from '../../ui/MoreButton'
import { useBounded } from '../../ui/useBounded'
import { useWords } from '../../ui/useWords'
import { formatWhen } from '../../words/format'

interface AccountRowProps {
  readonly account: Account
  /** Its connections; `undefined` where the machine does not tell. */
  readonly sessions: readonly Viewer[] | undefined
  onEdit(): void
  onRemove(): void
}

const noSessions: readonly Viewer[] = []
const mostSessions = 5

/** One account: name, rights, connections, and what can be done with it. */
export function AccountRow({ account: { name, rights, isSelf, fixed }, sessions, onEdit, onRemove }: AccountRowProps) {
  const t = useWords()
  const bounded = useBounded(sessions ?? noSessions, mostSessions)
  return (
    <div className="flex items-center gap-2 py-2 ps-3 pe-1">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span translate="no" className="truncate font-semibold">
            {name}
          </span>
          {isSelf && (
            <span className="rounded-full border border-line-strong px-2 text-small text-ink-2">{t('users.you')}</span>
          )}
        </p>
        <p className="text-ink-2">
          {rights.length === 0 ? t('users.noRights') : rights.map(right => t(`users.right.${right}`)).join(' · ')}
        </p>
        {bounded.shown.map((session, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: connections have no name of their own
          <Session key={index} session={session} />
        ))}
        <MoreButton rest={bounded.rest} next={bounded.next} onMore={bounded.more} />
        {sessions?.length === 0 && (
          <p className="flex items-center gap-2 text-ink-3">
            <Lamp state="off" />
            {t('users.notConnected')}
          </p>
        )}
      </div>
      <IconButton icon={Pencil} label={t('users.edit', { name })} tipSide="end" onClick={onEdit} />
      <IconButton
        icon={Trash2}
        label={fixed ? t(`users.fixed.${fixed}`) : t('users.remove', { name })}
        tipSide="end"
        disabled={fixed !== undefined}
        onClick={onRemove}
      />
    </div>
  )
}

function Session({ session: { sinceMs, address } }: { session: Viewer }) {
  const t = useWords()
  const time = sinceMs === undefined ? '' : formatWhen(sinceMs)
  const words =
    sinceMs === undefined
      ? t('users.connectedPlain')
      : address === undefined
        ? t('users.connected', { time })
        : t('users.connectedFrom', { time, address })
  return (
    <p className="flex items-center gap-2 text-ink-2">
      <Lamp state="on" />
      {words}
    </p>
  )
}
