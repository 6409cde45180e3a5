import { KeyRound } from 'lucide-react'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { Ask, CredentialField, Credentials, Device } from '../../devices/device'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'
import { describeError } from '../../words/describeError'
import { formatSpan } from '../../words/format'
import { isAdHoc } from '../adHoc'
import { OverlayCard } from './OverlayCard'

const autoComplete: Readonly<Record<CredentialField, string>> = {
  username: 'username',
  password: 'current-password',
  target: 'off',
  code: 'one-time-code',
}

const secret: readonly CredentialField[] = ['password', 'code']

/** Cookies of a device are kept in another site's frame only over HTTPS, or on this computer itself. */
function isInsecureFrame(): boolean {
  return window.parent !== window && !window.isSecureContext
}

export interface SignInFormProps {
  readonly ask: Extract<Ask, { kind: 'credentials' }>
  readonly name: string
  /** What was typed for it is kept in the form, secrets excepted, while answers of ours are refused. */
  readonly device?: Device
}

/** Names that were typed and sent: the form goes away while they are tried. */
const typed = new WeakMap<Device, Pick<Credentials, 'username' | 'target'>>()

/** Asks for what the server wants, in its order. Secrets are emptied after every try. */
export function SignInForm({ ask, name, device }: SignInFormProps) {
  const t = useWords()
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [answers, setAnswers] = useState<Credentials>({})
  const [sessionS, setSessionS] = useState(ask.sessionsS?.[0])
  const isByAddress = device !== undefined && isAdHoc(device.id)
  const refused = ask.refused && describeError(ask.refused)

  // A new question is a refusal of the last answer, or the first one: what is still to be typed gets the focus.
  useEffect(() => {
    // Another person may sit here after a sign-out: only a refusal is about the name that was typed.
    const { username, target } = (ask.refused && device && typed.get(device)) || {}
    const kept = { ...(username && { username }), ...(target && { target }) }
    setAnswers(kept)
    const missing = ask.fields.find(field => !(field in kept)) ?? ask.fields[0]
    form.current?.querySelector<HTMLInputElement>(`input[name="${missing}"]`)?.focus()
  }, [ask, device])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const credentials = Object.fromEntries(ask.fields.map(field => [field, answers[field] ?? '']))
    const { username, target } = answers
    if (device) typed.set(device, { ...(username && { username }), ...(target && { target }) })
    ask.answer(credentials, sessionS)
  }
  return (
    <OverlayCard role="dialog" aria-labelledby={`${id}-title`} className="max-w-90">
      <form ref={form} onSubmit={submit} className="flex flex-col gap-3">
        <h2 id={`${id}-title`} className="flex items-center gap-2 text-large font-semibold">
          <KeyRound size={16} strokeWidth={1.75} aria-hidden="true" className="text-ink-3" />
          {t('signIn.title', { name })}
        </h2>
        {isByAddress && <p className="text-ink-2">{t('signIn.byAddress')}</p>}
        <div role="alert">
          {refused && (
            <div className="rounded-inner border border-bad/50 bg-bad/10 px-3 py-2">
              <p className="font-medium">{refused.what}</p>
              <p className="text-ink-2">{refused.todo}</p>
            </div>
          )}
        </div>
        {!isByAddress && !ask.fields.includes('username') && (
          // Password managers keep what they fill in by a user name; here the machine stands for it.
          <input type="text" name="machine" autoComplete="username" value={name} readOnly hidden />
        )}
        {ask.of === 'vnc' && <p className="text-ink-2">{t('signIn.ofVnc', { name })}</p>}
        {isInsecureFrame() && <p className="text-ink-2">{t('signIn.insecureFrame')}</p>}
        {ask.fields.map(field => (
          <Field
            key={field}
            label={t(`signIn.field.${field}`)}
            name={field}
            type={secret.includes(field) ? 'password' : 'text'}
            autoComplete={isByAddress ? 'off' : autoComplete[field]}
            autoCapitalize="none"
            spellCheck={false}
            value={answers[field] ?? ''}
            onChange={event => setAnswers({ ...answers, [field]: event.target.value })}
          />
        ))}
        {ask.sessionsS && sessionS !== undefined && (
          <div className="flex flex-col gap-1">
            <span aria-hidden="true" className="font-medium text-ink-2">
              {t('signIn.session')}
            </span>
            <Segments<string>
              label={t('signIn.session')}
              value={String(sessionS)}
              options={ask.sessionsS.map(length => ({
                value: String(length),
                label: length === 0 ? t('signIn.sessionEndless') : formatSpan(length * 1000),
              }))}
              onChoose={length => setSessionS(Number(length))}
            />
            <p className="text-small text-ink-3">{t('signIn.sessionOld')}</p>
          </div>
        )}
        <p className="text-small text-ink-3">{t(ask.isKeptByBrowser ? 'signIn.keptByBrowser' : 'signIn.kept')}</p>
        <div className="flex gap-2">
          <Button tone="primary" type="submit">
            {t('signIn.submit')}
          </Button>
          <Button onClick={() => ask.cancel()}>{t('app.cancel')}</Button>
        </div>
      </form>
    </OverlayCard>
  )
}
