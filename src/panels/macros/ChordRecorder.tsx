import { Circle, Square } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Button } from '../../ui/Button'
import { useWords } from '../../ui/useWords'
import { codeOf, nameOf } from './keyNames'

const modifiers = /^(Control|Alt|Shift|Meta)(Left|Right)$/

/** While it records, each key is written as it is pressed, with the modifiers held at that moment. Esc gives it back. */
export function ChordRecorder({ onChord }: { onChord(line: string): void }) {
  const t = useWords()
  const [isOn, setOn] = useState(false)
  const held = useRef(new Set<string>())
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOn) return
    event.preventDefault()
    event.stopPropagation()
    const { code, repeat } = event.nativeEvent
    if (code === 'Escape') return setOn(false)
    if (repeat || codeOf(code) === undefined) return
    if (modifiers.test(code)) held.current.add(code)
    else onChord([...held.current, code].map(nameOf).join('+'))
  }
  const onKeyUp = (event: KeyboardEvent) => {
    held.current.delete(event.nativeEvent.code)
    if (isOn) event.preventDefault() // Space would press the button
  }
  return (
    <Button
      icon={isOn ? Square : Circle}
      aria-pressed={isOn}
      className="self-start"
      onClick={() => setOn(!isOn)}
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
      onBlur={() => {
        held.current.clear()
        setOn(false)
      }}
    >
      {t(isOn ? 'macros.recording' : 'macros.record')}
    </Button>
  )
}
