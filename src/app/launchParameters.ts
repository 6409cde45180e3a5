import type { Settings } from '../stores/settingNames'
import { languageOf } from '../words/languages'

const modes = ['console', 'wall', 'kiosk', 'embed'] as const
export type Mode = (typeof modes)[number]

/** Everything an address can say, decoded. Settings stand apart because storage and deployer may say them too. */
export interface LaunchValues {
  readonly mode?: Mode
  readonly device?: readonly string[]
  readonly group?: string
  readonly panel?: string
  readonly dwellMs?: number
  readonly title?: string
  readonly autoconnect?: boolean
  readonly host?: string
  readonly port?: number
  readonly encrypt?: boolean
  readonly path?: string
  readonly token?: string
  readonly repeaterId?: string
}

/** What one parameter adds; `undefined` = the text does not fit. */
export interface Parameter {
  /** Where it counts; `query` for what the server chooses `frame-ancestors` by. */
  readonly in: 'both' | 'query'
  /** Its text may be a secret or an address: notices name it without. */
  readonly quiet?: boolean
  decode(text: string): { readonly values?: LaunchValues; readonly settings?: Partial<Settings> } | undefined
}

/**
 * Every name an address may hold: ours, and those of noVNC's docs/EMBEDDING.md and its older pages (`scale`, `token`)
 * with their meaning, so that an old bookmark works with the page name changed. `password` is not here: it has rules of
 * its own in `launch.ts`.
 */
export const parameters: Readonly<Record<string, Parameter>> = {
  mode: queryOnly(text => one(modes, text, mode => ({ values: { mode } }))),
  device: queryOnly(text => {
    const ids = text.split(',').map(id => id.trim())
    return ids.every(id => /^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) ? { values: { device: ids } } : undefined
  }),
  group: both(text => (text && text.length <= 100 ? { values: { group: text } } : undefined)),
  panel: both(text => (/^[a-z][a-z-]{0,31}$/.test(text) ? { values: { panel: text } } : undefined)),
  dwell: both(text => integer(text, 1, 86_400, s => ({ values: { dwellMs: s * 1000 } }))),
  title: both(text => (text.length <= 100 ? { values: { title: text } } : undefined)),
  theme: both(text => one(['dark', 'light', 'system'], text, theme => ({ settings: { theme } }))),
  lang: both(text => {
    const language = languageOf(text)
    return language && { settings: { language } }
  }),
  autoconnect: both(text => toggle(text, autoconnect => ({ values: { autoconnect } }))),
  reconnect: both(text => toggle(text, reconnect => ({ settings: { reconnect } }))),
  reconnect_delay: both(text => integer(text, 0, 3_600_000, ms => ({ settings: { reconnectDelayMs: ms } }))),
  host: quiet(text =>
    text === '' || /^[^\s/?#@\\]{1,255}$/.test(text) ? { values: text ? { host: text } : {} } : undefined,
  ),
  // 0 is what noVNC's own settings write for "the page's".
  port: both(text => integer(text || '0', 0, 65_535, port => ({ values: port ? { port } : {} }))),
  encrypt: both(text => toggle(text, encrypt => ({ values: { encrypt } }))),
  path: quiet(text => (text.length <= 2048 ? { values: { path: text } } : undefined)),
  token: quiet(text => (text.length <= 2048 ? { values: { token: text } } : undefined)),
  repeaterID: quiet(text => (text.length <= 250 ? { values: { repeaterId: text } } : undefined)),
  shared: both(text => toggle(text, shared => ({ settings: { shared } }))),
  bell: both(text => toggle(text, bell => ({ settings: { bell } }))),
  view_only: both(text => toggle(text, viewOnly => ({ settings: { viewOnly } }))),
  view_clip: both(text => toggle(text, viewClip => ({ settings: { viewClip } }))),
  // vnc_lite.html's name for the same choice; `resize` beats it because it can say more.
  scale: both(text => toggle(text, fits => ({ settings: { scaling: fits ? 'fit' : 'actual' } }))),
  resize: both(text => one(['off', 'scale', 'remote'], text, how => ({ settings: { scaling: scalings[how] } }))),
  quality: both(text => integer(text, 0, 9, quality => ({ settings: { quality } }))),
  compression: both(text => integer(text, 0, 9, compression => ({ settings: { compression } }))),
  logging: both(text => one(['error', 'warn', 'info', 'debug'], text, logging => ({ settings: { logging } }))),
  show_dot: both(text => toggle(text, showDot => ({ settings: { showDot } }))),
  keep_device_awake: both(text => toggle(text, keepAwake => ({ settings: { keepAwake } }))),
  controlbar_pos: both(text => one(['left', 'right'], text, barHandle => ({ settings: { barHandle } }))),
}

const scalings = { off: 'actual', scale: 'fit', remote: 'remote' } as const

type Decode = Parameter['decode']
type Decoded = ReturnType<Decode>

function both(decode: Decode): Parameter {
  return { in: 'both', decode }
}

function quiet(decode: Decode): Parameter {
  return { in: 'both', quiet: true, decode }
}

function queryOnly(decode: Decode): Parameter {
  return { in: 'query', decode }
}

function one<T extends string>(options: readonly T[], text: string, make: (value: T) => Decoded): Decoded {
  const found = options.find(option => option === text)
  return found === undefined ? undefined : make(found)
}

/** `?view_only` alone means yes. */
function toggle(text: string, make: (value: boolean) => Decoded): Decoded {
  if (/^(|true|1|yes|on)$/i.test(text)) return make(true)
  return /^(false|0|no|off)$/i.test(text) ? make(false) : undefined
}

function integer(text: string, min: number, max: number, make: (value: number) => Decoded): Decoded {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? make(value) : undefined
}
