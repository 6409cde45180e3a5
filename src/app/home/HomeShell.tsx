import { CircleAlert, SearchX, Server } from 'lucide-react'
import {
  type KeyboardEvent,
  lazy,
  Suspense,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { DeviceEntry } from '../../devices/device'
import { logPanel } from '../../panels/registry'
import type { MachineRegistry } from '../../session/registry'
import { Button } from '../../ui/Button'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import type { CatalogResult } from '../catalog'
import { familyLabel } from '../familyLabel'
import { NoticeBar } from '../NoticeBar'
import { Palette, type PaletteOpener } from '../palette/Palette'
import { HomeBar } from './HomeBar'
import { MachineCard } from './MachineCard'
import { moveInGrid } from './moveInGrid'
import { SearchField } from './SearchField'

const SidePanel = lazy(() => import('../console/SidePanel').then(m => ({ default: m.SidePanel })))

export interface HomeShellProps {
  readonly result: CatalogResult | undefined
  readonly registry: MachineRegistry
  onAskAgain(): void
}

/** The list of machines. */
export function HomeShell({ result, registry, onAskAgain }: HomeShellProps) {
  const t = useWords()
  const [query, setQuery] = useState('')
  const typed = query.trim().toLowerCase()
  const wanted = useDeferredValue(typed)
  /** A key that goes to what was found: it waits for the list of what was typed, since another machine is first until then. */
  const [step, setStep] = useState<'open' | 'focus'>()
  const search = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLElement>(null)
  const logButton = useRef<HTMLButtonElement>(null)
  const palette = useRef<PaletteOpener>(null)
  const [isLogOpen, setLogOpen] = useState(false)
  const entries = result?.catalog?.entries ?? []
  const found = useMemo(() => entries.filter(entry => matches(entry, wanted)), [entries, wanted])
  useEffect(() => {
    if (!step || wanted !== typed) return
    // A key that came meanwhile is not this one.
    setStep(now => (now === step ? undefined : now))
    const [first] = links(list.current)
    if (step === 'open') first?.click()
    else first?.focus()
  }, [step, wanted, typed])
  useEffect(() => {
    document.title = t('app.name')
  }, [t])
  useEffect(() => void import('../../ui/fonts.css').catch(() => {}), [])

  return (
    <>
      <HomeBar isLogOpen={isLogOpen} onLog={() => setLogOpen(!isLogOpen)} logButton={logButton} />
      <NoticeBar />
      <div className="relative flex min-h-0 flex-1">
        <main ref={list} onKeyDown={moveFocus} className="flex min-w-0 flex-1 flex-col overflow-y-auto">
          <div className="mx-auto flex w-full max-w-[74rem] flex-1 flex-col p-4 pt-6">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-2 pb-2">
              <h1 className="text-title font-semibold">{t('home.title')}</h1>
              {entries.length > 0 && (
                <p role="status" className="text-ink-3">
                  {wanted ? t('home.found', { count: found.length }) : t('home.count', { count: entries.length })}
                </p>
              )}
              {entries.length > 0 && (
                <SearchField
                  value={query}
                  onChange={setQuery}
                  onEnter={() => typed && setStep('open')}
                  onDown={() => setStep('focus')}
                  ref={search}
                />
              )}
            </div>
            {result?.problem && <ListProblem problem={result.problem} onAskAgain={onAskAgain} />}
            {result?.catalog && entries.length === 0 && (
              <MessageView
                icon={Server}
                what={t('home.none.what')}
                cause={t('home.none.cause')}
                todo={t('home.none.todo')}
                action={<Button onClick={onAskAgain}>{t('catalog.tryAgain')}</Button>}
              />
            )}
            {entries.length > 0 && found.length === 0 && (
              <MessageView
                icon={SearchX}
                what={t('home.noMatch.what', { query: query.trim() })}
                cause={t('home.noMatch.cause')}
                action={
                  <Button
                    onClick={() => {
                      setQuery('')
                      search.current?.focus()
                    }}
                  >
                    {t('home.noMatch.action')}
                  </Button>
                }
              />
            )}
            {groupsOf(found).map(([group, members], _, all) => (
              <MachineGroup key={group} name={group} isOnly={all.length === 1} members={members} registry={registry} />
            ))}
          </div>
        </main>
        {isLogOpen && (
          <Suspense>
            <SidePanel
              entry={logPanel}
              device={undefined}
              capabilities={{}}
              name=""
              takesFocus
              onClose={() => {
                setLogOpen(false)
                logButton.current?.focus()
              }}
            />
          </Suspense>
        )}
      </div>
      <Palette opener={palette} source={{ items: [], entries, openLog: () => setLogOpen(true) }} />
    </>
  )
}

function links(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('li a') ?? [])]
}

/** Arrow keys go from card to card. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const cards = links(event.currentTarget)
  const at = cards.indexOf(event.target as HTMLElement)
  if (at < 0) return
  const next = moveInGrid(
    event.key,
    at,
    cards.map(card => (card.closest('li') ?? card).getBoundingClientRect()),
  )
  if (next === undefined) return
  event.preventDefault()
  cards[next]?.focus()
}

interface MachineGroupProps {
  /** Empty for machines that have no group. */
  readonly name: string
  readonly isOnly: boolean
  readonly members: readonly DeviceEntry[]
  readonly registry: MachineRegistry
}

function MachineGroup({ name, isOnly, members, registry }: MachineGroupProps) {
  const t = useWords()
  const id = useId()
  const hasHeading = name !== '' || !isOnly
  return (
    <section aria-labelledby={hasHeading ? id : undefined} className="pt-3 pb-2">
      {hasHeading && (
        <h2 id={id} className="pb-2 text-ink-3" translate={name ? 'no' : undefined}>
          {name || t('home.ungrouped')}
        </h2>
      )}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(16rem,100%),1fr))] gap-4">
        {members.map(entry => (
          <MachineCard key={entry.id} entry={entry} open={registry.peek(entry.id)} />
        ))}
      </ul>
    </section>
  )
}

function ListProblem({ problem, onAskAgain }: { problem: NonNullable<CatalogResult['problem']>; onAskAgain(): void }) {
  const t = useWords()
  const values = {
    status: problem.kind === 'status' ? problem.status : 0,
    detail: problem.kind === 'malformed' ? problem.detail : '',
  }
  return (
    <MessageView
      icon={CircleAlert}
      what={t(`catalog.${problem.kind}.what`)}
      cause={t(`catalog.${problem.kind}.cause`, values)}
      todo={t(`catalog.${problem.kind}.todo`)}
      action={
        <Button tone="primary" onClick={onAskAgain}>
          {t('catalog.tryAgain')}
        </Button>
      }
    />
  )
}

/** In the order of the list; machines without a group come last. */
function groupsOf(entries: readonly DeviceEntry[]): [string, DeviceEntry[]][] {
  const groups = new Map<string, DeviceEntry[]>()
  for (const entry of entries) groups.set(entry.group ?? '', [...(groups.get(entry.group ?? '') ?? []), entry])
  return [...groups].sort(([a], [b]) => Number(a === '') - Number(b === ''))
}

function matches(entry: DeviceEntry, wanted: string): boolean {
  const texts = [
    entry.name,
    entry.id,
    entry.group ?? '',
    familyLabel(entry.family) ?? entry.family,
    ...(entry.tags ?? []),
  ]
  return wanted.split(/\s+/).every(word => texts.some(text => text.toLowerCase().includes(word)))
}
