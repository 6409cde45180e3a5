import { useEffect, useRef, useState } from 'react'
import type { TypingCapability } from '../../devices/capabilities/typing'
import type { Device } from '../../devices/device'
import { mayBeDone } from '../../devices/mayBeDone'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { useWords } from '../../ui/useWords'

export interface Typing {
  readonly state: 'idle' | 'running' | 'paused' | 'done' | 'stopped'
  readonly done: number
  readonly total: number
  /** Stopped without an answer: of what comes next some may be typed already. */
  readonly isUnsure: boolean
  /** Characters of the text that the layout has no key for: the machine has fewer than were sent. */
  readonly skipped: number
  /** Of what is left, at the pace so far; `undefined` before that is known. */
  readonly leftMs: number | undefined
  start(text: string, options: { layout?: string; delayMs?: number }): Promise<void>
  pause(isPaused: boolean): void
  stop(): void
}

/**
 * Types one text at a time and tells how far it is. What is typed is never kept or logged, only how much. Stops when the
 * panel goes.
 *
 * @example const typing = useTyping(device, capability)
 */
export function useTyping(device: Device, capability: TypingCapability): Typing {
  const t = useWords()
  const [state, setState] = useState<Typing['state']>('idle')
  const [{ done, total, startedMs }, setProgress] = useState({ done: 0, total: 0, startedMs: 0 })
  const [isUnsure, setUnsure] = useState(false)
  const [skipped, setSkipped] = useState(0)
  const paused = useRef(false)
  const abort = useRef<AbortController>(undefined)
  useEffect(() => () => abort.current?.abort(), [])

  return {
    state,
    done,
    total,
    isUnsure,
    skipped,
    leftMs: state === 'running' && done > 0 ? ((Date.now() - startedMs) / done) * (total - done) : undefined,
    async start(text, options) {
      const controller = new AbortController()
      abort.current = controller
      paused.current = false
      const length = [...text].length
      const missing = new Set(capability.untypeable(text, options.layout))
      const left = [...text].filter(character => missing.has(character)).length
      setSkipped(left)
      const fromMs = Date.now()
      const progress = { done: 0, total: length, startedMs: fromMs }
      setProgress(progress)
      setState('running')
      setUnsure(false)
      try {
        await capability.type(text, {
          ...options,
          signal: controller.signal,
          paused: () => paused.current,
          onProgress: typed => {
            progress.done = typed
            setProgress({ ...progress })
          },
        })
        setState('done')
        const count = length - left
        recordAction(
          device.id,
          left > 0 ? t('typing.doneShort', { count, skipped: left }) : t('typing.done', { count }),
        )
      } catch (error) {
        setState('stopped')
        if (controller.signal.aborted) {
          recordAction(device.id, t('typing.stopped', { done: progress.done, total: length }))
        } else {
          setUnsure(mayBeDone(error))
          // What came before is typed in either case.
          const where = { done: progress.done, total: length }
          const failed = progress.done > 0 ? t('typing.stopped', where) : t('typing.failed')
          tellFailure(device.id, failed, error, t('typing.from', where))
        }
      }
    },
    pause(isPaused) {
      paused.current = isPaused
      setState(isPaused ? 'paused' : 'running')
    },
    stop: () => abort.current?.abort(),
  }
}
