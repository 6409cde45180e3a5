import type { InputCapability } from '../../devices/capabilities/input'
import type { TypingCapability } from '../../devices/capabilities/typing'
import { DeviceError } from '../../devices/errors'
import { wait } from '../../lib/wait'
import type { MacroStep } from './readScript'

/** Machines miss keys that follow each other without a pause (firmware menus most of all). */
const betweenMs = 60

export interface PlayOptions {
  readonly signal: AbortSignal
  onStep(done: number): void
}

/**
 * Plays the steps in order on a machine. Rejects as the capabilities do, with `not-supported` for a text on a machine
 * that types none, and with the signal's reason; whatever ends it, nothing stays pressed.
 */
export async function playMacro(
  steps: readonly MacroStep[],
  machine: { readonly input: InputCapability; readonly typing: TypingCapability | undefined },
  { signal, onStep }: PlayOptions,
): Promise<void> {
  try {
    for (const [index, step] of steps.entries()) {
      signal.throwIfAborted()
      await playStep(step, machine, signal)
      onStep(index + 1)
      if (index < steps.length - 1) await wait(betweenMs, signal)
    }
  } catch (error) {
    machine.input.releaseAll()
    throw error
  }
}

function playStep(
  step: MacroStep,
  { input, typing }: Parameters<typeof playMacro>[1],
  signal: AbortSignal,
): Promise<void> {
  switch (step.do) {
    case 'press':
      return input.press(step.codes)
    case 'wait':
      return wait(step.ms, signal)
    case 'type':
      if (!typing) return Promise.reject(new DeviceError('not-supported', { detail: 'text' }))
      return typeWhole(typing, step.text, signal)
  }
}

/** Nothing, rather than a password without some of its letters. */
function typeWhole(typing: TypingCapability, text: string, signal: AbortSignal): Promise<void> {
  const missing = typing.untypeable(text, typing.defaultLayout)
  if (missing.length > 0) return Promise.reject(new DeviceError('untypeable', { detail: missing.join(' ') }))
  return typing.type(text, { signal })
}
