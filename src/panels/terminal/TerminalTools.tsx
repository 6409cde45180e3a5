import { ClipboardPaste, Copy, Download, Ellipsis, Keyboard, Search } from 'lucide-react'
import type { TerminalLine } from '../../devices/capabilities/terminal'
import type { Device } from '../../devices/device'
import type { OpenTerminal } from '../../session/terminals'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { notify } from '../../stores/notices'
import { preferences, useSetting } from '../../stores/preferences'
import { copyText } from '../../ui/copyText'
import { IconButton } from '../../ui/IconButton'
import { MenuButton } from '../../ui/MenuButton'
import type { MenuEntry } from '../../ui/menu'
import { saveFile } from '../../ui/saveFile'
import { charsets } from '../../ui/TerminalView'
import { useWords } from '../../ui/useWords'
import { stepFont } from './stepFont'

export interface TerminalToolsProps {
  readonly terminal: OpenTerminal
  readonly device: Device
  readonly name: string
  readonly lines: readonly TerminalLine[]
  readonly line: string
  onLine(id: string): void
  onSearch(): void
  /** Whether what the keys send is shown; both are absent where there is no choice. */
  readonly showsKeys?: boolean
  onKeys?(): void
}

/** What can be done with a terminal: copy, paste, search, save; the rest in a menu. */
export function TerminalTools(props: TerminalToolsProps) {
  const { terminal, device, name, lines, line, onLine, onSearch, showsKeys, onKeys } = props
  const t = useWords()
  const charset = useSetting('terminalCharset').value
  const reads = useSetting('terminalReader').value
  const { screen } = terminal
  const isTrusted = useReadable(screen.trusted)
  const copy = async () => {
    const text = screen.selection
    if (text === '') notify({ tone: 'info', text: t('terminal.nothingSelected') })
    else if (await copyText(text)) notify({ tone: 'ok', text: t('terminal.copied') })
    else notify({ tone: 'bad', text: t('lost.copyFailed') })
    screen.focus()
  }
  const paste = async () => {
    try {
      screen.paste(await navigator.clipboard.readText())
    } catch {
      notify({ tone: 'warn', text: t('terminal.pasteBlocked') })
    }
    screen.focus()
  }
  const save = () => {
    saveFile(`${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.txt`, 'text/plain', screen.text())
    recordAction(device.id, t('terminal.saved'))
  }
  const entries: MenuEntry[] = [
    { kind: 'action', label: t('terminal.larger'), onSelect: () => stepFont(1) },
    { kind: 'action', label: t('terminal.smaller'), onSelect: () => stepFont(-1) },
    { kind: 'action', label: t('terminal.clear'), onSelect: () => screen.clear() },
    {
      ...{ kind: 'action', label: t('terminal.reader'), checked: reads },
      onSelect: () => preferences.choose('terminalReader', !reads),
    },
    {
      ...{ kind: 'action', label: t('terminal.trust'), checked: isTrusted },
      onSelect: () => screen.setTrusted(!isTrusted),
    },
    { kind: 'separator', id: 'charset' },
    {
      ...{ kind: 'choice', label: t('terminal.charset'), value: charset },
      options: charsets.map(value => ({ value, label: value.toUpperCase() })),
      onChoose: value => preferences.choose('terminalCharset', value),
    },
  ]
  if (lines.length > 1) {
    entries.push({
      ...{ kind: 'choice', label: t('terminal.line'), value: line },
      options: lines.map(({ id, protocol, name: called }) => ({
        value: id,
        label: called ?? t(`terminal.protocol.${protocol}`),
      })),
      onChoose: onLine,
    })
  }
  return (
    <>
      <IconButton icon={Copy} label={t('terminal.copy')} onClick={() => void copy()} />
      <IconButton icon={ClipboardPaste} label={t('terminal.paste')} onClick={() => void paste()} />
      <IconButton icon={Search} label={t('terminal.search')} onClick={onSearch} />
      {onKeys && (
        <IconButton
          icon={Keyboard}
          label={t('terminal.lineKeys')}
          aria-expanded={showsKeys ?? false}
          onClick={onKeys}
        />
      )}
      <IconButton icon={Download} label={t('terminal.save')} onClick={save} />
      <MenuButton icon={Ellipsis} label={t('terminal.more')} showWord={false} entries={entries} />
    </>
  )
}
