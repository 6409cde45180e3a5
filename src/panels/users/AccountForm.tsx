import { WandSparkles } from 'lucide-react'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { Account, UserChange, UserRight, UsersCapability } from '../../devices/capabilities/users'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { Field } from '../../ui/Field'
import { useWords } from '../../ui/useWords'
import { checkPassword } from './checkPassword'
import { generatePassword } from './generatePassword'

interface AccountFormProps {
  readonly users: UsersCapability
  readonly accounts: readonly Account[]
  /** The one to change; a new one without it. */
  readonly account?: Account
  /** `isMadeUp`: the password is not the operator's own. */
  onSave(change: UserChange, isMadeUp: boolean): Promise<void>
  onCancel(): void
}

/** Rights a new account is offered with: one that can see and act, and no more. */
const usual: readonly UserRight[] = ['read', 'write', 'enabled']

/** Name, password and rights of one account. All rights are always sent: a device may reset those left out. */
export function AccountForm({ users, accounts, account, onSave, onCancel }: AccountFormProps) {
  const t = useWords()
  const id = useId()
  const first = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(account?.name ?? '')
  const [password, setPassword] = useState('')
  const [madeUp, setMadeUp] = useState<string>()
  const [rights, setRights] = useState(account?.rights ?? users.rights.filter(right => usual.includes(right)))
  const [isTried, setTried] = useState(false)
  const [isSaving, setSaving] = useState(false)
  // What the device refuses is not offered; the last owner’s rights are its own to give up, and asked twice.
  const fixedBy = account?.fixed === 'last-owner' ? undefined : account?.fixed
  const isMadeUp = madeUp !== undefined && password === madeUp
  useEffect(() => first.current?.focus(), [])

  const nameProblem = account ? undefined : problemOfName()
  const passwordProblem = account && password === '' ? undefined : problemOfPassword()
  const make = () => {
    const made = generatePassword()
    setMadeUp(made)
    setPassword(made)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (nameProblem || passwordProblem) return
    setSaving(true)
    const ordered = users.rights.filter(right => rights.includes(right))
    const change: UserChange = account
      ? { do: 'update', name, rights: ordered, ...(password !== '' && { password }) }
      : { do: 'create', name, rights: ordered, password }
    await onSave(change, isMadeUp)
    setSaving(false)
  }

  function problemOfName(): string | undefined {
    if (accounts.some(known => known.name === name)) return t('users.problem.exists')
    const problem = users.rules.checkName(name)
    return problem === 'ok' ? undefined : t(`users.problem.${problem}`)
  }

  function problemOfPassword(): string | undefined {
    switch (checkPassword(password, users.rules)) {
      case undefined:
        return undefined
      case 'short':
        return t('users.problem.passwordShort', { count: users.rules.minPasswordBytes })
      case 'long':
        return t('users.problem.passwordLong', { count: users.rules.maxPasswordBytes })
      case 'dots':
        return t('users.problem.passwordDots')
    }
  }

  return (
    <form aria-labelledby={id} onSubmit={event => void submit(event)} className="flex flex-col gap-3">
      <h3 id={id} className="text-large font-semibold">
        {account ? t('users.title.edit', { name: account.name }) : t('users.title.add')}
      </h3>
      {!account && (
        <Field
          ref={first}
          label={t('users.name')}
          value={name}
          autoComplete="off"
          spellCheck={false}
          problem={isTried ? nameProblem : undefined}
          onChange={event => setName(event.target.value)}
        />
      )}
      <div className="flex items-end gap-2">
        <Field
          {...(account && { ref: first, placeholder: t('users.keepPassword') })}
          className="min-w-0 flex-1"
          label={t(account ? 'users.newPassword' : 'users.password')}
          type={isMadeUp ? 'text' : 'password'}
          autoComplete="new-password"
          value={password}
          onChange={event => setPassword(event.target.value)}
        />
        <Button icon={WandSparkles} onClick={make}>
          {t('users.generate')}
        </Button>
      </div>
      {isTried && passwordProblem && (
        <p role="alert" className="text-bad">
          {passwordProblem}
        </p>
      )}
      <fieldset className="flex flex-col">
        <legend className="font-medium text-ink-2">{t('users.rights')}</legend>
        {fixedBy && <p className="text-ink-2">{t(`users.fixedRights.${fixedBy}`)}</p>}
        {users.rights.map(right => (
          <div key={right} className="flex flex-wrap items-baseline gap-x-2">
            <Checkbox
              label={t(`users.right.${right}`)}
              checked={rights.includes(right)}
              disabled={fixedBy !== undefined}
              aria-describedby={`${id}-${right}`}
              onChange={event =>
                setRights(event.target.checked ? [...rights, right] : rights.filter(other => other !== right))
              }
            />
            <span id={`${id}-${right}`} className="text-ink-3">
              {t(`users.rightNote.${right}`)}
            </span>
          </div>
        ))}
      </fieldset>
      <div className="flex gap-2">
        <Button tone="primary" type="submit" disabled={isSaving}>
          {t(account ? 'users.save' : 'users.create')}
        </Button>
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
      </div>
    </form>
  )
}
