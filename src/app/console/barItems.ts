import type { LucideIcon } from 'lucide-react'
import type { MenuEntry } from '../../ui/menu'

/** One item of the bar, as data: drawn as a button, or as lines of the `More` menu when there is no room. */
export interface BarItem {
  /** `data-action`; never changes, whatever the language. */
  readonly id: string
  /** Shared by items that take each other's place, so that the focus stays there. */
  readonly place?: string
  /** Items of one group stand together; `end` groups stand at the far side. */
  readonly group: 'screen' | 'keys' | 'power' | 'panels' | 'session'
  readonly label: string
  readonly word?: string
  readonly icon: LucideIcon
  readonly tip?: string
  /** For toggles. */
  readonly pressed?: boolean
  /** For items that open a panel. */
  readonly expanded?: boolean
  readonly lamp?: 'here' | 'remote'
  readonly disabled?: boolean
  onPress?(): void
  /** Where the focus goes after a choice in its menu. */
  onChosen?(): void
  readonly menu?: readonly MenuEntry[]
}

/** The groups after the gap, behind power. */
export const endGroups: readonly BarItem['group'][] = ['panels', 'session']

/** What operators seldom look for, or know by its icon, in the order in which words are given up. */
const firstWithoutWord = [
  'full-screen screenshot record',
  'scaling',
  'disconnect connect',
  'log',
  'macros',
  'ocr',
  'clipboard',
]

/** The items in the order in which they lose their words: those above, then from the right, power last. */
export function wordSteps(items: readonly BarItem[]): readonly (readonly BarItem[])[] {
  const first = firstWithoutWord.map(ids => items.filter(({ id }) => ids.split(' ').includes(id)))
  const others = items.filter(item => item.group !== 'power' && !first.flat().includes(item)).toReversed()
  const power = items.filter(item => item.group === 'power')
  return [...first, ...others.map(item => [item]), power].filter(step => step.length > 0)
}

/** An item as lines of a menu. */
function menuLines(item: BarItem): readonly MenuEntry[] {
  if (item.menu) return [{ kind: 'separator', id: item.id }, ...item.menu, { kind: 'separator', id: `${item.id}-end` }]
  return [
    {
      kind: 'action',
      label: item.label,
      icon: item.icon,
      ...(item.pressed !== undefined && { checked: item.pressed }),
      ...(item.disabled && { disabled: true }),
      onSelect: () => item.onPress?.(),
    },
  ]
}

/** Menu lines of several items, without separators at the ends or side by side. */
export function moreLines(items: readonly BarItem[]): readonly MenuEntry[] {
  const lines = items.flatMap(menuLines)
  return lines.filter((line, at) => {
    if (line.kind !== 'separator') return true
    return at > 0 && at < lines.length - 1 && lines[at - 1]?.kind !== 'separator'
  })
}
