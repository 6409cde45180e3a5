import { ChevronsUpDown, Command, LayoutGrid, LogOut } from 'lucide-react'
import type { DeviceEntry } from '../../devices/device'
import { Mark } from '../../ui/Mark'
import { MenuButton } from '../../ui/MenuButton'
import type { MenuEntry } from '../../ui/menu'
import { useWords } from '../../ui/useWords'
import { showMachine, staysHere } from '../address'
import { familyLabel } from '../familyLabel'
import { paletteKeys } from '../palette/Palette'
import type { Console } from './useConsole'

export interface DeviceSwitcherProps {
  readonly view: Console
  readonly entries: readonly DeviceEntry[]
  onPalette(): void
}

/** Which machine this is, and the way to every other one. */
export function DeviceSwitcher({ view, entries, onPalette }: DeviceSwitcherProps) {
  const t = useWords()
  const { entry, signOut } = view
  const others = entries.filter(other => other.id !== entry.id)
  const lines: MenuEntry[] = [
    ...(staysHere()
      ? []
      : [
          {
            kind: 'action',
            label: t('app.toMachines'),
            icon: LayoutGrid,
            onSelect: () => showMachine(undefined),
          } as const,
        ]),
    { kind: 'action', label: t('bar.palette'), icon: Command, hint: paletteKeys, onSelect: onPalette },
    ...(signOut ? [{ kind: 'action', label: t('bar.signOut'), icon: LogOut, onSelect: signOut } as const] : []),
    ...(others.length > 0 ? [{ kind: 'separator', id: 'others' } as const] : []),
    ...others.map(
      (other): MenuEntry => ({
        kind: 'action',
        id: other.id,
        label: other.name,
        foreign: true,
        hint: familyLabel(other.family) ?? other.family,
        onSelect: () => showMachine(other.id),
      }),
    ),
  ]
  return (
    <MenuButton
      lead={<Mark />}
      label={t('console.machine', { name: entry.name })}
      word={entry.name}
      showWord
      data-action="machine"
      translate="no"
      isTitle
      className="max-w-60 min-w-0! shrink! [&>span]:truncate"
      trail={<ChevronsUpDown size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-2" />}
      entries={lines}
    />
  )
}
