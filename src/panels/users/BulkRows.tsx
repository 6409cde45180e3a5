import { useMemo } from 'react'
import type { UserRight } from '../../devices/capabilities/users'
import { mayBeDone } from '../../devices/mayBeDone'
import { failureWords } from '../../session/failureWords'
import { Lamp, type LampState } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'
import { VirtualList } from '../../ui/VirtualList'
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
  const places = useMemo(
    () => new Map<PlannedRow, number>(plan.filter(row => row.is === 'change').map((row, place) => [row, place])),
    [plan],
  )
  return (
    <VirtualList
      label={t('users.bulkView.preview')}
      items={plan}
      keyOf={(_, index) => index}
      row={row => {
        const place = places.get(row)
        return <Row row={row} result={place === undefined ? undefined : results.get(place)} isEnded={isEnded} />
      }}
      rowPx={33}
      className="min-h-40 flex-1"
    />
  )
}

function Row({ row, result, isEnded }: { row: PlannedRow; result: RowResult | undefined; isEnded: boolean }) {
  const t = useWords()
  const [lamp, words] = useRowState(row, result, isEnded)
  return (
    <div className="flex items-baseline gap-2 px-3 py-1.5">
      <Lamp state={lamp} />
      <span translate="no" className="w-32 shrink-0 truncate font-medium">
        {row.name}
      </span>
      <span className="min-w-0 flex-1 text-ink-2">
        {words}
        {row.is === 'change' && row.isMadeUp && ` · ${t('users.bulkView.row.made-up')}`}
      </span>
    </div>
  )
}

function useRowState(row: PlannedRow, result: RowResult | undefined, isEnded: boolean): [LampState, string] {
  const t = useWords()
  if (row.is === 'problem') return ['bad', t(rowProblemWord(row.why), { value: row.value ?? '' })]
  if (row.is === 'same') return ['off', t('users.bulkView.row.same')]
  if (result === 'done') return ['on', t('users.bulkView.row.done')]
  if (result && mayBeDone(result)) return ['unknown', `${t('users.bulkView.row.unsure')}: ${failureWords(result).what}`]
  if (result) return ['bad', `${t('users.bulkView.row.refused')}: ${failureWords(result).what}`]
  if (isEnded) return ['unknown', t('users.bulkView.row.not-tried')]
  const { change, before } = row
  const rightsOf = (rights: readonly UserRight[]) =>
    rights.map(right => t(`users.right.${right}`)).join(' · ') || t('users.noRights')
  const what = t(`users.bulkView.row.${row.isUnseen ? 'create-unseen' : change.do}`)
  if (change.do === 'remove') return ['unknown', what]
  const rights = before ? `${rightsOf(before)} → ${rightsOf(change.rights)}` : rightsOf(change.rights)
  const password =
    change.do === 'update' && change.password !== undefined && ` · ${t('users.bulkView.row.new-password')}`
  return ['unknown', `${what}: ${rights}${password || ''}`]
}
