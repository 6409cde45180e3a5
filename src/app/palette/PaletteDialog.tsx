import { Dialog } from '@base-ui/react/dialog'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { fuzzyScore } from '../../lib/fuzzy'
import { classes } from '../../ui/classes'
import { useWords } from '../../ui/useWords'
import { commandsOf, type PaletteCommand, type PaletteSource } from './commands'

export interface PaletteDialogProps {
  readonly source: PaletteSource
  onClose(): void
}

/** Everything this page can do now, found by a few letters and run by Enter. */
export function PaletteDialog({ source, onClose }: PaletteDialogProps) {
  const t = useWords()
  const id = useId()
  const commands = commandsOf(source)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const found = search(commands, query)
  const current = found[Math.min(at, found.length - 1)]
  const optionId = (command: PaletteCommand) => `${id}-${command.id.replace(/\W+/g, '-')}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marked line moves with both
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [at, query])

  const run = (command: PaletteCommand | undefined) => {
    if (!command) return
    onClose()
    // When the dialog has gone and given the focus back, so that what the command focuses keeps it.
    setTimeout(() => command.run(), 0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.length - 1
    const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key]
    if (event.key === 'Enter') run(current)
    else if (next === undefined || ((event.key === 'Home' || event.key === 'End') && query !== '')) return
    else setAt(Math.max(0, next))
    event.preventDefault()
  }
  return (
    <Dialog.Root open onOpenChange={next => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 animate-appear bg-canvas/60" />
        <Dialog.Popup
          aria-label={t('palette.title')}
          className="fixed top-[12dvh] left-1/2 z-50 flex max-h-[70dvh] w-[calc(100vw-2rem)] max-w-120 -translate-x-1/2 animate-appear flex-col rounded-outer border border-line-strong bg-overlay text-ink shadow-soft outline-hidden"
        >
          <input
            role="combobox"
            aria-label={t('palette.search')}
            placeholder={t('palette.search')}
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={current && optionId(current)}
            value={query}
            onChange={event => {
              setQuery(event.target.value)
              setAt(0)
            }}
            onKeyDown={onKeyDown}
            className="h-11 shrink-0 rounded-t-outer border-b border-line bg-transparent px-4 text-large placeholder:text-ink-3 focus-visible:outline-offset-0"
          />
          <div
            ref={list}
            id={`${id}-list`}
            role="listbox"
            aria-label={t('palette.title')}
            className="overflow-y-auto p-1"
          >
            {found.map(command => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search field's
              <div
                key={command.id}
                id={optionId(command)}
                role="option"
                tabIndex={-1}
                aria-selected={command === current}
                onClick={() => run(command)}
                className={classes(
                  'flex min-h-row cursor-pointer items-center gap-4 rounded-inner px-3 font-medium',
                  command === current && 'bg-hover',
                )}
              >
                <span translate={command.foreign ? 'no' : undefined} className="min-w-0 flex-1 truncate">
                  {command.label}
                </span>
                <span className="font-normal text-ink-2">{t(`palette.kind.${command.kind}`)}</span>
              </div>
            ))}
          </div>
          {found.length === 0 && <p className="p-4 pt-2 text-ink-3">{t('palette.none')}</p>}
          <p role="status" className="sr-only">
            {query && t('palette.found', { count: found.length })}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function search(commands: readonly PaletteCommand[], query: string): readonly PaletteCommand[] {
  return commands
    .map(command => [command, fuzzyScore(command.label, query)] as const)
    .filter((scored): scored is readonly [PaletteCommand, number] => scored[1] !== undefined)
    .sort(([, a], [, b]) => b - a)
    .map(([command]) => command)
}
