/** How each setting is decoded, wherever it comes from: storage, `devices.json`, the address. `undefined` = does not fit. */
type Decoders = { readonly [K in SettingName]: (value: unknown) => Settings[K] | undefined }

/** What an operator, a deployer or a launch address may choose. Units are in the names. */
export interface Settings {
  readonly theme: 'system' | 'dark' | 'light'
  readonly language: string
  readonly scaling: 'fit' | 'actual' | 'remote'
  readonly viewOnly: boolean
  readonly viewClip: boolean
  /** With a view that is cut off: dragging moves it, and does not reach the machine. */
  readonly dragView: boolean
  /** A remote size is asked for in the screen's own pixels, not the page's. */
  readonly sharpRemote: boolean
  /** This computer's clipboard and the machine's follow each other. */
  readonly clipboardFollow: boolean
  readonly shared: boolean
  readonly bell: boolean
  readonly showDot: boolean
  /** 0 to 9, RFB's levels. */
  readonly quality: number
  readonly compression: number
  readonly reconnect: boolean
  readonly reconnectDelayMs: number
  readonly keepAwake: boolean
  readonly logging: 'error' | 'warn' | 'info' | 'debug'
  readonly panelWidthPx: number
  /** The panel that was open last; empty for none. */
  readonly panel: string
  readonly bar: 'full' | 'compact'
  /** Where the handle of the hidden bar stands (noVNC's `controlbar_pos`). */
  readonly barHandle: 'left' | 'middle' | 'right'
  /** Whether `Power off` asks first. */
  readonly confirmPowerOff: boolean
  readonly terminalFontPx: number
  /** A WHATWG encoding name. */
  readonly terminalCharset: string
  /** New text of a terminal is read aloud. */
  readonly terminalReader: boolean
}

export type SettingName = keyof Settings

export const terminalFontsPx = { min: 9, max: 24 } as const
export const panelWidthsPx = { min: 360, max: 560 } as const

/** What holds when nobody chose. */
export const builtIn: Settings = {
  theme: 'system',
  language: 'en',
  scaling: 'fit',
  viewOnly: false,
  viewClip: false,
  dragView: false,
  sharpRemote: false,
  clipboardFollow: false,
  shared: true,
  bell: true,
  showDot: false,
  quality: 6,
  compression: 2,
  reconnect: true,
  reconnectDelayMs: 5000,
  keepAwake: false,
  logging: 'warn',
  panelWidthPx: 376,
  panel: '',
  bar: 'full',
  barHandle: 'middle',
  confirmPowerOff: true,
  terminalFontPx: 13,
  terminalCharset: 'utf-8',
  terminalReader: false,
}

const toggle = (value: unknown) => (typeof value === 'boolean' ? value : undefined)
const level = (value: unknown) => integer(value, 0, 9)
function oneOf<T extends string>(...options: readonly T[]) {
  return (value: unknown) => options.find(option => option === value)
}
function integer(value: unknown, min: number, max: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : undefined
}

export const settingDecoders: Decoders = {
  theme: oneOf('system', 'dark', 'light'),
  language: value => (typeof value === 'string' && /^[a-zA-Z-]{2,35}$/.test(value) ? value : undefined),
  scaling: oneOf('fit', 'actual', 'remote'),
  viewOnly: toggle,
  viewClip: toggle,
  dragView: toggle,
  sharpRemote: toggle,
  clipboardFollow: toggle,
  shared: toggle,
  bell: toggle,
  showDot: toggle,
  quality: level,
  compression: level,
  reconnect: toggle,
  reconnectDelayMs: value => integer(value, 0, 3_600_000),
  keepAwake: toggle,
  logging: oneOf('error', 'warn', 'info', 'debug'),
  panelWidthPx: value => integer(value, panelWidthsPx.min, panelWidthsPx.max),
  panel: value => (typeof value === 'string' && /^([a-z][a-z-]{0,31})?$/.test(value) ? value : undefined),
  bar: oneOf('full', 'compact'),
  barHandle: oneOf('left', 'middle', 'right'),
  confirmPowerOff: toggle,
  terminalFontPx: value => integer(value, terminalFontsPx.min, terminalFontsPx.max),
  terminalCharset: value => (typeof value === 'string' && /^[a-z0-9-]{2,20}$/.test(value) ? value : undefined),
  terminalReader: toggle,
}

export const settingNames = Object.keys(builtIn) as readonly SettingName[]

/** The settings in `input` that fit; others are left out and named in `bad`. Anything but an object gives none. */
export function decodeSettings(input: unknown): { settings: Partial<Settings>; bad: readonly string[] } {
  if (typeof input !== 'object' || input === null) return { settings: {}, bad: [] }
  const settings: Record<string, unknown> = {}
  const bad: string[] = []
  for (const [name, value] of Object.entries(input)) {
    const decoded = Object.hasOwn(settingDecoders, name) ? settingDecoders[name as SettingName](value) : undefined
    if (decoded === undefined) bad.push(name)
    else settings[name] = decoded
  }
  return { settings: settings as Partial<Settings>, bad }
}
