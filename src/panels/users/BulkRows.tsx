import type { UserRight } from '../../devices/capabilities/users'
import { failureWords } from '../../session/failureWords'
import { Lamp, type LampState } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'
import { type PlannedRow, rowProblemWord } from './planBulk'
import type { RowResult } from './useBulk'

interface BulkRowsProps {
  readonly plan: readonly PlannedRow[]
  /** By the place among the changes. */
  readonly results: ReadonlyMap<number, RowResult>
  /** Changes without a result were not tried. */
  readonly isEnded: boolean
}

/** What each pasted line comes to, and what came of it. */
export function BulkRows({ plan, results, isEnded }: BulkRowsProps) {
  const t = useWords()
  const places = new Map(plan.filter(row => row.is === 'change').map((row, place) => [row, place]))
  return (
    <ul
      aria-label={t('users.bulkView.preview')}
      className="min-h-32 overflow-y-auto rounded-outer border border-line bg-raised"
    >
      {plan.map((row, index) => {
        const place = row.is === 'change' ? places.get(row) : undefined
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the text
          <Row key={index} row={row} result={place === undefined ? undefined : results.get(place)} isEnded={isEnded} />
        )
      })}
    </ul>
  )
}

function Row({ row, result, isEnded }: { row: PlannedRow; result: RowResult | undefined; isEnded: boolean }) {
  const t = useWords()
  const [lamp, words] = useRowState(row, result, isEnded)
  return (
    <li className="flex items-baseline gap-2 border-b border-line px-3 py-1.5 [content-visibility:auto] last:border-b-0">
      <Lamp state={lamp} />
      <span translate="no" className="w-32 shrink-0 truncate font-medium">
        {row.name}
      </span>
      <span className="min-w-0 flex-1 text-ink-2">
        {words}
        {row.is === 'change' && row.isMadeUp && ` · ${t('users.bulkView.row.made-up')}`}
      </span>
    </li>
  )
}

function useRowState(row: PlannedRow, result: RowResult | undefined, isEnded: boolean): [LampState, string] {
  const t = useWords()
  if (row.is === 'problem') return ['bad', t(rowProblemWord(row.why), { value: row.value ?? '' })]
  if (row.is === 'same') return ['off', t('users.bulkView.row.same')]
  if (result === 'done') return ['on', t('users.bulkView.row.done')]
  if (result) return ['bad', `${t('users.bulkView.row.refused')}: ${failureWords(result).what}`]
  if (isEnded) return ['unknown', t('users.bulkView.row.not-tried')]
  const { change, before } = row
  const rightsOf = (rights: readonly UserRight[]) =>
    rights.map(right => t(`users.right.${right}`)).join(' · ') || t('users.noRights')
  const what = t(`users.bulkView.row.${change.do}`)
  if (change.do === 'remove') return ['unknown', what]
  const rights = before ? `${rightsOf(before)} → ${rightsOf(change.rights)}` : rightsOf(change.rights)
  const password =
    change.do === 'update' && change.password !== undefined && ` · ${t('users.bulkView.row.new-password')}`
  return ['unknown', `${what}: ${rights}${password || ''}`]
}
