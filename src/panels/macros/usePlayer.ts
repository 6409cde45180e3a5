import { useEffect, useRef, useState } from 'react'
import type { InputCapability } from '../../devices/capabilities/input'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useCapability } from '../../session/useCapability'
import { recordAction } from '../../stores/actions'
import type { Macro } from '../../stores/macros'
import { useWords } from '../../ui/useWords'
import { playMacro } from './playMacro'
import { readScript } from './readScript'

export interface Player {
  readonly playing: { readonly id: string; readonly done: number; readonly count: number } | undefined
  play(macro: Macro): void
  stop(): void
}

/**
 * Plays one macro at a time on a machine, and tells what came of it. Closing the panel stops it.
 *
 * @example const player = usePlayer(device, input)
 */
export function usePlayer(device: Device, input: InputCapability): Player {
  const t = useWords()
  const typing = useCapability(device, 'typing')
  const [playing, setPlaying] = useState<Player['playing']>()
  const controller = useRef<AbortController>(undefined)
  useEffect(() => () => controller.current?.abort(), [])

  const play = async ({ id, name, script }: Macro) => {
    const steps = readScript(script).steps ?? []
    controller.current = new AbortController()
    const { signal } = controller.current
    const onStep = (done: number) => setPlaying({ id, done, count: steps.length })
    onStep(0)
    try {
      await playMacro(steps, { input, typing }, { signal, onStep })
      recordAction(device.id, t('macros.did', { name }))
    } catch (error) {
      if (signal.aborted) recordAction(device.id, t('macros.stopped', { name }))
      else tellFailure(device.id, t('macros.failed', { name }), error, t('macros.did', { name }))
    } finally {
      setPlaying(undefined)
    }
  }
  return { playing, play: macro => void play(macro), stop: () => controller.current?.abort() }
}
