import { Clipboard } from 'lucide-react'
import { definePanel } from './definePanel'

/** Every panel an operator can open, in the order of the bar. */
export const panels = [
  definePanel({
    id: 'clipboard',
    title: 'bar.clipboard',
    icon: Clipboard,
    pick: capabilities => capabilities.clipboard,
    load: () => import('./clipboard/ClipboardPanel').then(m => m.ClipboardPanel),
  }),
] as const
