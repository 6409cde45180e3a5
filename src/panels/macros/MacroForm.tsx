import { type FormEvent, useId, useState } from 'react'
import { type Macro, macros } from '../../stores/macros'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { useWords } from '../../ui/useWords'
import { ChordRecorder } from './ChordRecorder'
import { readScript } from './readScript'

/** Name and steps of one macro; steps can be written, or recorded by pressing the keys. */
export function MacroForm({ macro, onDone }: { macro: Macro; onDone(): void }) {
  const t = useWords()
  const id = useId()
  const [name, setName] = useState(macro.name)
  const [script, setScript] = useState(macro.script)
  const [isTried, setTried] = useState(false)
  const { steps, problem } = readScript(script)
  const scriptProblem = problem
    ? t(`macros.problem.${problem.why}`, { line: problem.line, text: problem.text })
    : isTried && steps.length === 0
      ? t('macros.problem.noSteps')
      : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() === '' || !steps?.length) return
    macros.save({ id: macro.id, name: name.trim(), script })
    onDone()
  }
  const append = (line: string) =>
    setScript(before => `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`)
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field
        label={t('macros.name')}
        value={name}
        problem={isTried && name.trim() === '' ? t('macros.problem.noName') : undefined}
        onChange={event => setName(event.target.value)}
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="font-medium text-ink-2">
          {t('macros.script')}
        </label>
        <textarea
          id={id}
          rows={8}
          value={script}
          spellCheck={false}
          placeholder={t('macros.placeholder')}
          aria-invalid={scriptProblem !== undefined || undefined}
          aria-describedby={`${id}-note`}
          onChange={event => setScript(event.target.value)}
          className="resize-y rounded-inner border border-line-strong bg-surface p-2 font-mono text-ink placeholder:text-ink-3 aria-invalid:border-bad"
        />
        <p id={`${id}-note`} className={scriptProblem ? 'text-bad' : 'text-ink-3'}>
          {scriptProblem ?? t('macros.help')}
        </p>
      </div>
      <ChordRecorder onChord={append} />
      <div className="flex gap-2">
        <Button tone="primary" type="submit">
          {t('macros.save')}
        </Button>
        <Button onClick={onDone}>{t('app.cancel')}</Button>
      </div>
    </form>
  )
}
