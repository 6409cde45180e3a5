import type { LucideIcon } from 'lucide-react'

/** What a menu holds, as data: the drawing of it is loaded when one is first opened. */
export type MenuEntry =
  | {
      readonly kind: 'action'
      /** Where labels may be alike, such as names of machines. */
      readonly id?: string
      readonly label: string
      readonly icon?: LucideIcon
      /** Quiet text at the end of the line, the same in every language: keys, the kind of a machine. */
      readonly hint?: string
      readonly disabled?: boolean
      /** For toggles: whether it is on. */
      readonly checked?: boolean
      /** The label is somebody else's text, such as a machine's name. */
      readonly foreign?: boolean
      onSelect(): void
    }
  | {
      readonly kind: 'choice'
      readonly label: string
      readonly value: string
      readonly options: readonly { readonly value: string; readonly label: string }[]
      onChoose(value: string): void
    }
  | { readonly kind: 'separator'; readonly id: string }
