import { useEffect, useMemo, useRef, useState } from 'react'
import type { TerminalCapability } from '../../devices/capabilities/terminal'
import type { Device } from '../../devices/device'
import { endOtherTerminals, openTerminal } from '../../session/terminals'
import { useReadable } from '../../session/useReadable'
import { useSetting } from '../../stores/preferences'
import { KeyStrip } from '../../ui/KeyStrip'
import { charsetOf, TerminalView } from '../../ui/TerminalView'
import { useMedia } from '../../ui/useMedia'
import { useWords } from '../../ui/useWords'
import { LineKeysForm } from './LineKeysForm'
import { LineState } from './LineState'
import { SearchBar } from './SearchBar'
import { TerminalTools } from './TerminalTools'

interface TerminalPanelProps {
  readonly capability: TerminalCapability
  readonly device: Device
  readonly name: string
}

/** The line beside a machine, or the machine that is one. Its text stays when the panel is closed. */
export function TerminalPanel({ capability, device, name }: TerminalPanelProps) {
  const t = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [line, setLine] = useState(capability.lines[0]?.id ?? '')
  const terminal = useMemo(() => openTerminal(device, capability, line), [device, capability, line])
  const [isSearching, setSearching] = useState(false)
  const keys = useReadable(terminal.keys)
  const [showsKeys, setShowsKeys] = useState(false)
  const fontPx = useSetting('terminalFontPx').value
  const charset = charsetOf(useSetting('terminalCharset').value)
  const reads = useSetting('terminalReader').value
  const link = useReadable(terminal.screen.link)
  const title = useReadable(terminal.screen.title)
  const isTouch = useMedia('(pointer: coarse)')
  useEffect(() => terminal.screen.setFontPx(fontPx), [terminal, fontPx])
  useEffect(() => terminal.screen.setCharset(charset), [terminal, charset])
  useEffect(() => terminal.screen.setReader(reads), [terminal, reads])
  useEffect(() => {
    terminal.onLeave = () => box.current?.querySelector<HTMLElement>('button')?.focus()
    terminal.screen.focus()
  }, [terminal])
  const chooseLine = (id: string) => {
    endOtherTerminals(device, id)
    setLine(id)
  }
  return (
    <div ref={box} className="flex min-h-64 flex-1 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-1">
        <LineState terminal={terminal} />
        <span className="min-w-0 flex-1 truncate text-ink-2" translate="no">
          {title}
        </span>
        <TerminalTools
          terminal={terminal}
          device={device}
          name={name}
          lines={capability.lines}
          line={line}
          onLine={chooseLine}
          onSearch={() => setSearching(!isSearching)}
          {...(keys && { showsKeys, onKeys: () => setShowsKeys(!showsKeys) })}
        />
      </div>
      {isSearching && <SearchBar screen={terminal.screen} onClose={() => setSearching(false)} />}
      {showsKeys && keys && <LineKeysForm keys={keys} />}
      <TerminalView screen={terminal.screen} />
      {isTouch && (
        <KeyStrip press={async codes => terminal.screen.press(codes)} type={async text => terminal.screen.type(text)} />
      )}
      <p className="min-h-4 truncate text-small text-ink-3">
        {link ? <span translate="no">{t('terminal.opens', { link })}</span> : !isTouch && t('terminal.leaveNote')}
      </p>
    </div>
  )
}
