import {
  Activity,
  CircuitBoard,
  Clipboard,
  Disc3,
  Folder,
  ListVideo,
  Power,
  Radio,
  ScanText,
  ScrollText,
  SlidersHorizontal,
  SquareTerminal,
  TextCursorInput,
  ToggleRight,
  Users,
} from 'lucide-react'
import { definePagePanel, definePanel } from './definePanel'

/** What was done and told; also without a machine. */
export const logPanel = definePagePanel({
  id: 'log',
  title: 'bar.log',
  icon: ScrollText,
  load: () => import('./log/LogPanel').then(m => m.LogPanel),
})

/** Every panel an operator can open, in the order of the bar. */
export const panels = [
  definePanel({
    id: 'power',
    title: 'bar.power',
    icon: Power,
    pick: capabilities => capabilities.power,
    load: () => import('./power/PowerPanel').then(m => m.PowerPanel),
  }),
  definePanel({
    id: 'media',
    title: 'bar.media',
    icon: Disc3,
    pick: capabilities => capabilities.media,
    load: () => import('./media/MediaPanel').then(m => m.MediaPanel),
  }),
  definePanel({
    id: 'gpio',
    title: 'bar.gpio',
    icon: ToggleRight,
    pick: capabilities => capabilities.gpio,
    load: () => import('./gpio/GpioPanel').then(m => m.GpioPanel),
  }),
  definePanel({
    id: 'users',
    title: 'bar.users',
    icon: Users,
    pick: capabilities => capabilities.users,
    load: () => import('./users/UsersPanel').then(m => m.UsersPanel),
  }),
  definePanel({
    id: 'screen',
    title: 'bar.screenPanel',
    icon: SlidersHorizontal,
    pick: ({ display }) => (display?.tuning || display?.sources ? display : undefined),
    load: () => import('./display/ScreenPanel').then(m => m.ScreenPanel),
  }),
  definePanel({
    id: 'stats',
    title: 'bar.stats',
    icon: Activity,
    pick: capabilities => capabilities.stats,
    load: () => import('./stats/StatsPanel').then(m => m.StatsPanel),
  }),
  definePanel({
    id: 'relay',
    title: 'bar.relay',
    icon: Radio,
    pick: capabilities => capabilities.relay,
    load: () => import('./relay/RelayPanel').then(m => m.RelayPanel),
  }),
  definePanel({
    id: 'terminal',
    title: 'bar.terminal',
    icon: SquareTerminal,
    pick: capabilities => capabilities.terminal,
    load: () => import('./terminal/TerminalPanel').then(m => m.TerminalPanel),
  }),
  definePanel({
    id: 'files',
    title: 'bar.files',
    icon: Folder,
    pick: capabilities => capabilities.files,
    load: () => import('./files/FilesPanel').then(m => m.FilesPanel),
  }),
  definePanel({
    id: 'system',
    title: 'bar.system',
    icon: CircuitBoard,
    pick: capabilities => capabilities.system,
    load: () => import('./system/SystemPanel').then(m => m.SystemPanel),
  }),
  definePanel({
    id: 'clipboard',
    title: 'bar.clipboard',
    icon: Clipboard,
    pick: capabilities => capabilities.clipboard,
    load: () => import('./clipboard/ClipboardPanel').then(m => m.ClipboardPanel),
  }),
  definePanel({
    id: 'typing',
    title: 'bar.typing',
    icon: TextCursorInput,
    pick: capabilities => capabilities.typing,
    load: () => import('./typing/TypingPanel').then(m => m.TypingPanel),
  }),
  definePanel({
    id: 'ocr',
    title: 'bar.ocr',
    icon: ScanText,
    pick: capabilities => capabilities.display,
    load: () => import('./ocr/OcrPanel').then(m => m.OcrPanel),
  }),
  definePanel({
    id: 'macros',
    title: 'bar.macros',
    icon: ListVideo,
    pick: capabilities => capabilities.input,
    load: () => import('./macros/MacrosPanel').then(m => m.MacrosPanel),
  }),
  logPanel,
] as const
