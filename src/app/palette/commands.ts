import type { DeviceEntry } from '../../devices/device'
import { t } from '../../words/words'
import { showMachine, staysHere } from '../address'
import type { BarItem } from '../console/barItems'

/** One line of the palette. */
export interface PaletteCommand {
  readonly id: string
  readonly kind: 'command' | 'key' | 'machine'
  readonly label: string
  /** The label is somebody else's text, such as a machine's name. */
  readonly foreign?: boolean
  run(): void
}

/** What the page can offer. */
export interface PaletteSource {
  readonly items: readonly BarItem[]
  readonly entries: readonly DeviceEntry[]
  /** The machine that is shown, if one is. */
  readonly present?: string
  /** On the list of machines, which has no items. */
  openLog?(): void
}

/** Everything that can be done now: what the bar offers, menus taken apart, then settings, the list and all machines. */
export function commandsOf({ items, entries, present, openLog }: PaletteSource): readonly PaletteCommand[] {
  return [
    ...items.filter(item => !item.disabled).flatMap(itemCommands),
    ...(openLog ? [{ id: 'log', kind: 'command', label: t('bar.log'), run: openLog } as const] : []),
    settingsCommand(),
    ...machineCommands(entries, present),
  ]
}

function itemCommands(item: BarItem): PaletteCommand[] {
  if (!item.menu) return [{ id: item.id, kind: 'command', label: item.label, run: () => item.onPress?.() }]

  return item.menu.flatMap((line): PaletteCommand[] => {
    const act = (run: () => void) => () => {
      run()
      item.onChosen?.()
    }
    if (line.kind === 'action' && !line.disabled) {
      const kind = line.foreign ? 'key' : 'command'
      return [
        { id: `${item.id}-${line.label}`, kind, label: line.label, foreign: kind === 'key', run: act(line.onSelect) },
      ]
    }
    if (line.kind !== 'choice') return []
    return line.options.map(option => ({
      id: `${item.id}-${option.value}`,
      kind: 'command',
      label: t('palette.within', { menu: line.label, choice: option.label }),
      run: act(() => line.onChoose(option.value)),
    }))
  })
}

/** The button knows how to open its dialog. */
function settingsCommand(): PaletteCommand {
  const run = () => document.querySelector<HTMLElement>('[data-action="settings"]')?.click()
  return { id: 'settings', kind: 'command', label: t('bar.settings'), run }
}

/** The list, and every machine but the one that is shown. */
function machineCommands(entries: readonly DeviceEntry[], present: string | undefined): PaletteCommand[] {
  return [
    ...(present === undefined || staysHere()
      ? []
      : [{ id: 'machines', kind: 'command', label: t('app.toMachines'), run: () => showMachine(undefined) } as const]),
    ...entries
      .filter(entry => entry.id !== present)
      .map(
        (entry): PaletteCommand => ({
          ...{ id: `machine-${entry.id}`, kind: 'machine', label: entry.name, foreign: true },
          run: () => showMachine(entry.id),
        }),
      ),
  ]
}
