import type { InputCommand } from '../../engine/input/InputPath'
import type { Scaling } from '../../engine/surface'
import { writable } from '../../lib/readable'
import { RingSeries } from '../../lib/ring'
import type { Capabilities } from '../capabilities/capabilities'
import type { ClipboardContent, ClipboardPolicy, RemoteClipboard } from '../capabilities/clipboard'
import type { SignalState } from '../capabilities/display'
import type { GpioChange, GpioChannel, GpioModel } from '../capabilities/gpio'
import type { LockLamps, PointerMode } from '../capabilities/input'
import type { MediaState, MountAs } from '../capabilities/media'
import type { PowerAction, PowerState } from '../capabilities/power'
import type { RosterState } from '../capabilities/roster'
import type { BottleneckSample, OwnSample, OwnSeries } from '../capabilities/stats'
import type { TerminalSession } from '../capabilities/terminal'
import type { Tunable, Tuning, TuningValue } from '../capabilities/tuning'
import type { Account } from '../capabilities/users'
import type { WakeTarget } from '../capabilities/wake'
import type { LinkState } from '../device'
import { DeviceError } from '../errors'
import { refuseIfViewOnly } from '../refuseIfViewOnly'
import { FakeSurface } from './FakeSurface'

/**
 * Every capability of the contract over plain memory: small, but each call does what the interface promises, so a panel
 * built against it works against a machine. What a test wants to see or set is `fake.*`.
 */
export function fakeCapabilities() {
  const calls: string[] = []
  const surface = new FakeSurface()
  const signal = writable<SignalState>({ signal: 'live', name: 'fake' })
  const viewOnly = writable(false)
  const keys = writable<'here' | 'remote'>('here')
  const commandListeners = new Set<(command: InputCommand) => void>()
  const locks = writable<LockLamps>({ caps: false, num: true })
  const pointer = writable<PointerMode>({ active: 'absolute', available: ['absolute', 'relative'] })
  const clipboard = writable<RemoteClipboard | undefined>(undefined)
  const policy = writable<ClipboardPolicy>({ toMachine: true, fromMachine: true })
  const power = writable<PowerState>({ power: 'on', diskLed: false, busy: false })
  const media = writable<MediaState>({
    online: true,
    busy: false,
    drive: { connected: false, as: { kind: 'cd', writable: false } },
    images: [
      { id: 'debian.iso', name: 'debian.iso', sizeBytes: 4096, complete: true, removable: true, writable: false },
    ],
    space: [{ id: '', sizeBytes: 1 << 30, freeBytes: 1 << 29, writable: true }],
  })
  const channels = writable<Readonly<Record<string, GpioChannel>>>({ relay1: { online: true, on: false, busy: false } })
  const gpioModel = writable<GpioModel>({
    header: [],
    rows: [
      [
        { kind: 'label', text: 'Relay' },
        { kind: 'output', channel: 'relay1', text: 'Fan', confirm: false, hasSwitch: true },
      ],
      null,
    ],
  })
  const gpioHistory = writable<readonly GpioChange[]>([])
  const roster = writable<RosterState>({ count: 1, seen: [] })
  const bottleneck = writable<readonly BottleneckSample[] | undefined>(undefined)
  const ownLatest = writable<OwnSample>({ fps: 30, bytesPerSecond: 1000, roundTripMs: 2 })
  const accounts = new Map<string, Account>([['ops', { name: 'ops', rights: ['owner'], isSelf: true }]])
  const wakeTargets = new Map<string, WakeTarget>()
  const relayListeners = new Map<string, Set<(data: Uint8Array) => void>>()
  const scripts = new Set(['hello.sh'])
  let follows = 0

  const refuseIf = (refused: boolean, said: string) => {
    if (refused) throw new DeviceError('action-refused', { said })
  }
  const setChannel = (channel: string, on: boolean) => {
    const known = channels.getState()[channel]
    refuseIf(!known, `no channel ${channel}`)
    channels.set({ ...channels.getState(), [channel]: { online: true, on, busy: false } })
    gpioHistory.set([...gpioHistory.getState(), { atMs: Date.now(), channel, on }])
  }
  const tuning = fakeTuning([
    { id: 'quality', kind: 'range', value: 6, min: 0, max: 9, scope: 'this-connection' },
    {
      id: 'preset',
      kind: 'choice',
      value: 'balanced',
      options: ['sharp', 'balanced', 'thrifty'],
      scope: 'this-connection',
    },
  ])

  const capabilities = {
    display: { surface, signal, scalings: writable<readonly Scaling[]>(['fit', 'actual', 'remote']), tuning },
    input: {
      viewOnly,
      setViewOnly(on) {
        if (on) calls.push('release-all')
        viewOnly.set(on)
      },
      keys,
      onCommand(listener) {
        commandListeners.add(listener)
        return () => void commandListeners.delete(listener)
      },
      async press(codes) {
        refuseIfViewOnly(viewOnly)
        calls.push(`press ${codes.join('+')}`)
      },
      releaseAll: () => calls.push('release-all'),
      locks,
      pointer: { mode: pointer, choose: async mode => pointer.set({ ...pointer.getState(), active: mode }) },
      reset: async () => void calls.push('hid-reset'),
    },
    typing: {
      layouts: ['en-us', 'de'],
      defaultLayout: 'en-us',
      cancels: 'at-once',
      untypeable: text => [...new Set(text)].filter(character => character > '\u007e'),
      async type(text, { signal: abort, onProgress }) {
        for (let typed = 1; typed <= text.length; typed++) {
          abort?.throwIfAborted()
          await Promise.resolve()
          onProgress?.(typed, text.length)
        }
        calls.push(`type ${text}`)
      },
    },
    clipboard: {
      formats: ['text'],
      remote: clipboard,
      policy,
      async write(content: ClipboardContent) {
        refuseIfViewOnly(viewOnly)
        calls.push(`clipboard ${content.text ?? ''}`)
      },
      clear: async () => clipboard.set({ text: '', atMs: Date.now() }),
    },
    power: {
      actions: ['power-on', 'power-off', 'force-off', 'reset'],
      state: power,
      async perform(action: PowerAction) {
        if (power.getState().busy) throw new DeviceError('action-busy')
        calls.push(action)
        const on = action === 'power-on' || action === 'reset'
        power.set({ ...power.getState(), power: on ? 'on' : 'off' })
      },
    },
    wake: {
      takesAnyMac: true,
      targets: async () => [...wakeTargets.values()],
      async wake(target) {
        const mac = 'mac' in target ? target.mac : undefined
        if (mac) wakeTargets.set(mac, { id: mac, mac })
        calls.push(`wake ${mac ?? ('id' in target ? target.id : '')}`)
      },
      forget: async id => void wakeTargets.delete(id),
    },
    media: {
      state: media,
      rules: {
        endings: ['.iso', '.img'],
        canRead: false,
        canMountWritable: true,
        needsEmptyDrive: true,
        needsChecksum: 'never',
        fetchTakes: ['name', 'insecure'],
        checkName: name => (name.startsWith('.') ? 'hidden' : 'ok'),
      },
      refresh: async () => media.set({ ...media.getState() }),
      async mount(image: string, as: MountAs) {
        refuseIf(!media.getState().images?.some(known => known.id === image), `no image ${image}`)
        media.set({ ...media.getState(), drive: { connected: true, image, as } })
      },
      eject: async () => media.set({ ...media.getState(), drive: { ...media.getState().drive, connected: false } }),
      async upload(file, { onProgress }) {
        onProgress?.(file.size, file.size)
        const added = {
          id: file.name,
          name: file.name,
          sizeBytes: file.size,
          complete: true,
          removable: true,
          writable: true,
        }
        media.set({ ...media.getState(), images: [...(media.getState().images ?? []), added] })
      },
      async addByUrl(url) {
        calls.push(`fetch ${url}`)
      },
      remove: async image =>
        media.set({ ...media.getState(), images: media.getState().images?.filter(known => known.id !== image) }),
    },
    gpio: {
      model: gpioModel,
      channels,
      history: gpioHistory,
      setSwitch: async (channel, on) => setChannel(channel, on),
      pulse: async channel => {
        setChannel(channel, true)
        setChannel(channel, false)
      },
    },
    users: {
      rights: ['read', 'write', 'owner'],
      rules: { minPasswordBytes: 1, maxPasswordBytes: 100, checkName: name => (name === '' ? 'empty' : 'ok') },
      list: async () => ({ accounts: [...accounts.values()], cutShort: false }),
      async create({ name, rights }) {
        if (accounts.has(name)) throw new DeviceError('name-taken', { detail: name })
        accounts.set(name, { name, rights })
      },
      async update(name, { rights }) {
        if (!accounts.has(name)) throw new DeviceError('account-gone', { detail: name })
        accounts.set(name, { name, rights })
      },
      async remove(name) {
        if (!accounts.delete(name)) throw new DeviceError('account-gone', { detail: name })
      },
    },
    roster: { state: roster, sessions: async () => roster.getState().seen },
    stats: {
      own: { series: ownSeries(), latest: ownLatest, rectangles: () => ({ Tight: 12 }) },
      bottleneck: {
        latest: bottleneck,
        follow() {
          if (++follows === 1) bottleneck.set([{ atMs: Date.now(), connection: 'this', cpuNow: 10, networkNow: 10 }])
          return () => void follows--
        },
      },
    },
    relay: {
      names: ['demo'],
      async subscribe(name, onData) {
        refuseIf(name !== 'demo', 'No such unix channel')
        const listeners = relayListeners.get(name) ?? new Set()
        relayListeners.set(name, listeners.add(onData))
        return () => void listeners.delete(onData)
      },
      async send(name, data) {
        refuseIf(!relayListeners.get(name)?.size, 'not subscribed')
        calls.push(`relay ${name} ${data.length}`)
      },
    },
    files: { list: async () => [{ name: 'report.pdf', isFolder: false, sizeBytes: 10, changedAtMs: 0 }] },
    terminal: {
      lines: [{ id: 'line', protocol: 'raw', of: 'machine' }],
      open: async () => echoTerminal(),
    },
    system: {
      facts: async () => [{ id: 'version', value: '1.0' }],
      actions: ['reboot'],
      perform: async action => void calls.push(action),
      scripts: {
        list: async () => [...scripts],
        upload: async file => void scripts.add(file.name),
        run: async name => `ran ${name}`,
        remove: async name => void scripts.delete(name),
      },
    },
    screenshot: {
      maxAgeS: 60,
      quality: { min: 0, max: 9, usual: 8 },
      capture({ widthPx, quality } = {}) {
        calls.push(`capture ${widthPx} ${quality}`)
        return surface.capture('image/jpeg')
      },
    },
  } satisfies Capabilities

  const relay = (name: string, data: Uint8Array) => {
    for (const listener of relayListeners.get(name) ?? []) listener(data)
  }
  const command = (given: InputCommand) => {
    for (const listener of commandListeners) listener(given)
  }
  return {
    capabilities,
    fake: { calls, keys, command, surface, signal, clipboard, policy, power, locks, roster, ownLatest, relay },
  }
}

function fakeTuning(initial: readonly Tunable[]): Tuning {
  const settings = writable(initial)
  return {
    settings,
    async set(id: string, value: TuningValue) {
      const known = settings.getState().find(setting => setting.id === id)
      if (!known) throw new DeviceError('not-supported', { detail: id })
      const next = settings.getState().map(s => (s.id === id ? ({ ...s, value } as Tunable) : s))
      settings.set(next)
    },
  }
}

function ownSeries(): Record<OwnSeries, RingSeries> {
  const ring = () => new RingSeries(120)
  return {
    fps: ring(),
    bytesPerSecond: ring(),
    decodeMs: ring(),
    paintMs: ring(),
    queueMs: ring(),
    roundTripMs: ring(),
    inputToScreenMs: ring(),
  }
}

/** Says back what it is told. */
function echoTerminal(): TerminalSession {
  const link = writable<LinkState>({ phase: 'online', sinceMs: Date.now() })
  const listeners = new Set<(bytes: Uint8Array) => void>()
  return {
    link,
    onData(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    write(bytes) {
      for (const listener of listeners) listener(bytes)
    },
    resize() {},
    retryNow: () => link.set({ phase: 'online', sinceMs: Date.now() }),
    close: () => link.set({ phase: 'ended', why: 'by-user' }),
  }
}
