import { lazy, type RefObject, Suspense, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { InputCapability } from '../../devices/capabilities/input'
import type { DeviceEntry } from '../../devices/device'
import { useMaybe } from '../../session/useMaybe'
import { questions } from '../../stores/questions'
import { useWords } from '../../ui/useWords'
import { withWords } from '../../words/words'
import { Palette, type PaletteOpener } from '../palette/Palette'
import { StatusBar } from './StatusBar'
import { ThumbBar } from './ThumbBars'
import { useBarItems } from './useBarItems'
import { useCommands } from './useCommands'
import type { Console } from './useConsole'
import { useFullScreen } from './useFullScreen'
import { useMachineSettings } from './useMachineSettings'

const OpenQuestion = lazy(withWords(() => import('./OpenQuestion').then(m => ({ default: m.OpenQuestion }))))
const KeyStrip = lazy(withWords(() => import('../../ui/KeyStrip').then(m => ({ default: m.KeyStrip }))))

export interface ConsoleFooterProps {
  readonly view: Console
  readonly entries: readonly DeviceEntry[]
  readonly bar: RefObject<HTMLDivElement | null>
  readonly palette: RefObject<PaletteOpener | null>
  readonly isNarrow: boolean
}

/** What stands below the picture, and what the keyboard reaches from everywhere. */
export function ConsoleFooter({ view, entries, bar, palette, isNarrow }: ConsoleFooterProps) {
  const items = useBarItems(view)
  const fullScreen = useFullScreen()
  const isAsking = useStore(questions, ({ open }) => open !== undefined)
  const { capabilities, entry } = view
  const { input, typing } = capabilities
  useCommands(view, bar, palette)
  useMachineSettings(view.device, capabilities, view.link?.phase === 'online')
  return (
    <footer className="contents">
      {view.showsKeys && input && (
        <Suspense>
          <KeyStrip press={input.press} type={typing && (text => typing.type(text, { delayMs: 0 }))} />
        </Suspense>
      )}
      {isAsking && (
        <Suspense>
          <OpenQuestion />
        </Suspense>
      )}
      {isNarrow && <ThumbBar items={items} bar={bar} />}
      {!isNarrow && !fullScreen.isFull && <StatusBar view={view} />}
      <ReleaseChord input={input} />
      {/* The palette stands here, and not in the bar, which may be hidden. */}
      <Palette
        isCaptured={() => input?.keys.getState() === 'remote'}
        opener={palette}
        source={{ items, entries, present: entry.id }}
      />
    </footer>
  )
}

/** Says how to get the keyboard back, the first time that the machine has it. */
function ReleaseChord({ input }: { input: InputCapability | undefined }) {
  const t = useWords()
  const keys = useMaybe(input?.keys)
  const [wasRemote, setWasRemote] = useState(false)
  useEffect(() => {
    if (keys === 'remote') setWasRemote(true)
  }, [keys])
  return (
    <p role="status" className="sr-only">
      {wasRemote && t('bar.keysRemoteTip')}
    </p>
  )
}
