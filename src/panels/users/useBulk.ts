import { useEffect, useRef, useState } from 'react'
import type { UserChange, UsersCapability } from '../../devices/capabilities/users'
import type { Device } from '../../devices/device'
import { queries } from '../../session/queries'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { useWords } from '../../ui/useWords'
import { makeChange } from './useUsers'

/** Hundreds of results may come in a second; the list is drawn this often. */
const drawEveryMs = 100

export type RowResult = 'done' | Error

export interface Bulk {
  readonly is: 'idle' | 'running' | 'ended'
  /** By the place of the change in the list given to `start`; those not tried are absent. */
  readonly results: ReadonlyMap<number, RowResult>
  start(changes: readonly UserChange[]): void
  stop(): void
  reset(): void
}

/**
 * Makes many changes in order, with a result for each. Nothing is tried twice, and leaving the panel stops after the
 * one under way.
 *
 * @example const bulk = useBulk(device, users)
 */
export function useBulk(device: Device, users: UsersCapability): Bulk {
  const t = useWords()
  const [is, setIs] = useState<Bulk['is']>('idle')
  const [results, setResults] = useState<ReadonlyMap<number, RowResult>>(new Map())
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const run = async (changes: readonly UserChange[]) => {
    const controller = new AbortController()
    running.current = controller
    const told = new Map<number, RowResult>()
    const show = () => setResults(new Map(told))
    let drawing: ReturnType<typeof setTimeout> | undefined
    const onResult = (index: number, result: RowResult) => {
      told.set(index, result)
      drawing ??= setTimeout(() => {
        drawing = undefined
        show()
      }, drawEveryMs)
    }
    setResults(told)
    setIs('running')
    try {
      await (users.apply
        ? users.apply(changes, onResult, controller.signal)
        : oneByOne(users, changes, onResult, controller.signal))
    } catch (error) {
      tellFailure(device.id, t('users.failed.bulk'), error)
    }
    clearTimeout(drawing)
    show()
    setIs('ended')
    const done = [...told.values()].filter(result => result === 'done').length
    recordAction(device.id, t('users.did.bulk', { done, count: changes.length }), done < changes.length)
    await queries.invalidateQueries({ queryKey: [device.id, 'users'] })
  }

  return {
    is,
    results,
    start: changes => void run(changes),
    stop: () => running.current?.abort(),
    reset: () => {
      setResults(new Map())
      setIs('idle')
    },
  }
}

async function oneByOne(
  users: UsersCapability,
  changes: readonly UserChange[],
  onResult: (index: number, result: RowResult) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, change] of changes.entries()) {
    if (signal.aborted) return
    await makeChange(users, change).then(
      () => onResult(index, 'done'),
      (error: unknown) => onResult(index, error instanceof Error ? error : new Error(String(error))),
    )
  }
}
