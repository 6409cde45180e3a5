import { CircleAlert, ListPlus, RefreshCw, UserPlus, Users as UsersIcon } from 'lucide-react'
import { useState } from 'react'
import type { Viewer } from '../../devices/capabilities/roster'
import type { Account, UserChange, UsersCapability } from '../../devices/capabilities/users'
import type { Device } from '../../devices/device'
import { failureWords } from '../../session/failureWords'
import { useCapability } from '../../session/useCapability'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import { VirtualList } from '../../ui/VirtualList'
import { AccountForm } from './AccountForm'
import { AccountRow } from './AccountRow'
import { AskRemove, AskTwice } from './askDialogs'
import { BulkView } from './BulkView'
import { PasswordOnce } from './PasswordOnce'
import { type Risk, riskOf } from './riskOf'
import { type Users, useUsers } from './useUsers'

interface UsersPanelProps {
  readonly capability: UsersCapability
  readonly device: Device
}

type View = { readonly is: 'list' } | { readonly is: 'form'; readonly account?: Account } | { readonly is: 'bulk' }

/** Who may use the machine, who is connected, and every change of it. */
export function UsersPanel({ capability, device }: UsersPanelProps) {
  const users = useUsers(device, capability, useCapability(device, 'roster'))
  const [view, setView] = useState<View>({ is: 'list' })
  /** Made up here, so it has to be read once. */
  const [shown, setShown] = useState<{ name: string; password: string }>()
  /** A change that could lock somebody out for good: asked twice. */
  const [risky, setRisky] = useState<{ readonly change: UserChange; readonly risk: Risk }>()
  const [removing, setRemoving] = useState<string>()
  const accounts = users.list?.accounts ?? []

  const make = async (change: UserChange, isMadeUp = false) => {
    const isMade = await users.change(change)
    if (!isMade) return
    setView({ is: 'list' })
    if (isMadeUp && change.do !== 'remove' && change.password !== undefined) {
      setShown({ name: change.name, password: change.password })
    }
  }
  const save = async (change: UserChange, isMadeUp: boolean) => {
    const risk = riskOf(change, { accounts })
    if (risk) setRisky({ change, risk })
    else await make(change, isMadeUp)
  }
  const remove = ({ name }: Account) => {
    const change = { do: 'remove', name } as const
    const risk = riskOf(change, { accounts })
    if (risk) setRisky({ change, risk })
    else setRemoving(name)
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      {shown && <PasswordOnce {...shown} onDone={() => setShown(undefined)} />}
      {view.is === 'list' && (
        <ListView
          users={users}
          onAdd={() => setView({ is: 'form' })}
          onBulk={() => setView({ is: 'bulk' })}
          onEdit={account => setView({ is: 'form', account })}
          onRemove={remove}
        />
      )}
      {view.is === 'form' && (
        <AccountForm
          users={capability}
          accounts={accounts}
          {...(view.account && { account: view.account })}
          onSave={save}
          onCancel={() => setView({ is: 'list' })}
        />
      )}
      {view.is === 'bulk' && (
        <BulkView device={device} users={capability} list={users.list} onBack={() => setView({ is: 'list' })} />
      )}
      <AskRemove
        name={removing}
        onAnswer={isSure => {
          setRemoving(undefined)
          if (isSure && removing !== undefined) void make({ do: 'remove', name: removing })
        }}
      />
      <AskTwice
        name={risky?.change.name}
        risk={risky?.risk ?? 'self'}
        onAnswer={isSure => {
          setRisky(undefined)
          if (isSure && risky) void make(risky.change)
        }}
      />
    </div>
  )
}

interface ListViewProps {
  readonly users: Users
  onAdd(): void
  onBulk(): void
  onEdit(account: Account): void
  onRemove(account: Account): void
}

/** Whose connection it is. A device may write names of sessions differently, and more than one account alike. */
function isOf({ name, account }: Viewer, { name: wanted }: Account, { sessionNameOf }: Users): boolean {
  return account === undefined ? name === (sessionNameOf?.(wanted) ?? wanted) : account === wanted
}

/** A search is worth its place from here on. */
const manyAccounts = 8

function ListView({ users, onAdd, onBulk, onEdit, onRemove }: ListViewProps) {
  const t = useWords()
  const [wanted, setWanted] = useState('')
  const { list, error, sessions } = users
  const found = list?.accounts.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase())) ?? []
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button tone="primary" icon={UserPlus} onClick={onAdd}>
          {t('users.add')}
        </Button>
        <Button icon={ListPlus} onClick={onBulk}>
          {t('users.bulk')}
        </Button>
        <span className="flex-1" />
        <IconButton
          icon={RefreshCw}
          label={t('users.refresh')}
          tipSide="end"
          disabled={users.isReading}
          onClick={users.readAgain}
        />
      </div>
      {error && (
        <MessageView
          icon={CircleAlert}
          {...failureWords(error)}
          action={<Button onClick={users.readAgain}>{t('catalog.tryAgain')}</Button>}
        />
      )}
      {!error && !list && <div className="h-40 animate-late rounded-outer border border-line bg-raised" />}
      {list?.cutShort && <p className="text-warn">{t('users.cutShort')}</p>}
      {list && list.accounts.length >= manyAccounts && (
        <Field type="search" label={t('users.find')} value={wanted} onChange={event => setWanted(event.target.value)} />
      )}
      {list?.accounts.length === 0 && !error && (
        <MessageView icon={UsersIcon} what={t('users.none.what')} cause={t('users.none.cause')} />
      )}
      {found.length > 0 && !error && (
        <>
          <VirtualList
            label={t('users.list')}
            items={found}
            keyOf={account => account.name}
            row={account => (
              <AccountRow
                account={account}
                sessions={sessions?.filter(session => isOf(session, account, users))}
                onEdit={() => onEdit(account)}
                onRemove={() => onRemove(account)}
              />
            )}
            rowPx={72}
            className="min-h-40 flex-1"
          />
          <p role="status" className="text-ink-3">
            {t(list?.cutShort ? 'users.countCut' : 'users.count', { count: found.length })}
          </p>
        </>
      )}
    </>
  )
}
