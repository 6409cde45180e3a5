import type { ClipboardCapability } from './clipboard'
import type { DisplayCapability } from './display'
import type { FilesCapability } from './files'
import type { GpioCapability } from './gpio'
import type { InputCapability } from './input'
import type { MediaCapability } from './media'
import type { PowerCapability } from './power'
import type { RelayCapability } from './relay'
import type { RosterCapability } from './roster'
import type { ScreenshotCapability } from './screenshot'
import type { StatsCapability } from './stats'
import type { SystemCapability } from './system'
import type { TerminalCapability } from './terminal'
import type { TypingCapability } from './typing'
import type { UsersCapability } from './users'
import type { WakeCapability } from './wake'

/** What a machine can do right now. Presence is the capability; each file beside this one says what it promises. */
export interface Capabilities {
  readonly display?: DisplayCapability
  readonly input?: InputCapability
  readonly typing?: TypingCapability
  readonly clipboard?: ClipboardCapability
  readonly power?: PowerCapability
  readonly wake?: WakeCapability
  readonly media?: MediaCapability
  readonly gpio?: GpioCapability
  readonly users?: UsersCapability
  readonly roster?: RosterCapability
  readonly stats?: StatsCapability
  readonly relay?: RelayCapability
  readonly files?: FilesCapability
  readonly terminal?: TerminalCapability
  readonly system?: SystemCapability
  readonly screenshot?: ScreenshotCapability
}

export type CapabilityName = keyof Capabilities
