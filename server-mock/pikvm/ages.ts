type State = Record<string, unknown>

/** A generation of kvmd: what its events are called, what shape they have, and which handles it has. */
export interface Age {
  readonly version: string
  /** `loop` opens the bundle and carries the version; before 4.21 it closed it. */
  readonly loopFirst: boolean
  /** Every subsystem is told again to everybody when somebody connects. */
  readonly broadcastsBundle: boolean
  /** Binary ping, `finish` bit, `switch`, `/api/media`, `send_shortcut`, `inactivity`. */
  readonly isToday: boolean
  /** What goes to the sockets when `part` of a subsystem changed; `whole` is its state. */
  events(type: string, part: State, whole: State): readonly (readonly [name: string, event: unknown])[]
  /** What a GET of a subsystem's state answers. */
  answer(type: string, whole: State): State
}

export const today: Age = {
  version: '4.197',
  loopFirst: true,
  broadcastsBundle: true,
  isToday: true,
  events: (type, part) => [[type, part]],
  answer: (_type, whole) => whole,
}

/** kvmd 4.20, the last of the old vocabulary: whole states, under the names that users' scripts know. */
export const before421: Age = {
  version: '4.20',
  loopFirst: false,
  broadcastsBundle: false,
  isToday: false,
  events(type, part, whole) {
    if (type === 'clients' || type === 'switch') return []
    if (type === 'ocr') return [['streamer_ocr_state', { ocr: whole }]]
    if (type === 'info') return infoEvents(part, whole)
    if (type !== 'gpio') return [[`${type}_state`, this.answer(type, whole)]]
    const state = ['gpio_state', whole.state] as const
    return 'model' in part ? [state, ['gpio_model_state', whole.model]] : [state]
  },
  answer(type, whole) {
    switch (type) {
      case 'atx':
        return without(whole, 'acts')
      case 'hid':
        return without(whole, 'enabled')
      case 'streamer':
        return without(whole, 'applied')
      case 'msd':
        return oldMsd(whole)
      default:
        return whole
    }
  },
}

function infoEvents(part: State, whole: State): readonly (readonly [string, unknown])[] {
  const names = Object.keys(part).filter(name => name !== 'uptime' && name !== 'node')
  return names.map(name => {
    if (name === 'health' || name === 'system') return name === 'health' ? hardware(whole) : oldSystem(whole)
    return [`info_${name}_state`, part[name]]
  })
}

function hardware(whole: State): readonly [string, unknown] {
  const { platform } = stateOf(whole.system)
  return ['info_hw_state', { health: whole.health, platform }]
}

function oldSystem(whole: State): readonly [string, unknown] {
  return ['info_system_state', without(stateOf(whole.system), 'platform')]
}

/** Size and free space beside the parts, and images that do not say whether they are writable (before 4.169). */
function oldMsd(whole: State): State {
  if (whole.storage === null) return whole
  const storage = stateOf(whole.storage)
  const { size, free } = stateOf(stateOf(storage.parts)[''])
  const images = Object.fromEntries(
    Object.entries(stateOf(storage.images)).map(([name, image]) => [name, without(stateOf(image), 'writable')]),
  )
  const drive = stateOf(whole.drive)
  const image = drive.image === null ? null : without(stateOf(drive.image), 'writable')
  return { ...whole, drive: { ...drive, image }, storage: { ...storage, images, size, free } }
}

function without(state: State, name: string): State {
  return Object.fromEntries(Object.entries(state).filter(([key]) => key !== name))
}

function stateOf(value: unknown): State {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
