import type { LucideIcon } from 'lucide-react'
import { type ComponentType, createElement, type LazyExoticComponent, lazy } from 'react'
import type { Capabilities } from '../devices/capabilities/capabilities'
import type { Device } from '../devices/device'
import type { WordKey } from '../words/catalogue'
import { withWords } from '../words/words'

interface PanelProps<C> {
  /** The capability the panel is about; there as long as the panel is shown. */
  readonly capability: C
  readonly device: Device
  /** What the operator calls the machine. */
  readonly name: string
}

interface PanelLook {
  /** In addresses and `data-action`; never changes. */
  readonly id: string
  /** The name of its button and of its region. */
  readonly title: WordKey
  readonly icon: LucideIcon
}

export interface PanelDefinition<C> extends PanelLook {
  /** Hides the panel where it gives `undefined`, and types its prop. */
  pick(capabilities: Capabilities): C | undefined
  load(): Promise<ComponentType<PanelProps<C>>>
}

export interface PanelContentProps {
  readonly device: Device | undefined
  readonly capabilities: Capabilities
  readonly name: string
}

/** A panel with its capability's type forgotten: what the shell deals with. */
export interface PanelEntry extends PanelLook {
  isOffered(capabilities: Capabilities): boolean
  readonly Content: LazyExoticComponent<ComponentType<PanelContentProps>>
}

/** Makes one line of the panel registry; the panel's code is loaded when it is first opened. */
export function definePanel<C>({ id, title, icon, pick, load }: PanelDefinition<C>): PanelEntry {
  return {
    id,
    title,
    icon,
    isOffered: capabilities => pick(capabilities) !== undefined,
    Content: lazy(async () => {
      const Panel = await withWords(load)()
      return {
        default: ({ device, capabilities, name }) => {
          const capability = pick(capabilities)
          return capability === undefined || !device ? null : createElement(Panel, { capability, device, name })
        },
      }
    }),
  }
}

/** A panel of the page itself: there without any machine. */
export function definePagePanel({ load, ...look }: PanelLook & { load(): Promise<ComponentType> }): PanelEntry {
  return {
    ...look,
    isOffered: () => true,
    Content: lazy(async () => {
      const Panel = await withWords(load)()
      return { default: () => createElement(Panel) }
    }),
  }
}
