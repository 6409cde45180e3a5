import type { LineKeysChoice, TerminalCapability, TerminalSession } from '../devices/capabilities/terminal'
import type { Device, LinkState } from '../devices/device'
import { DeviceError } from '../devices/errors'
import { charsetOf } from '../engine/terminal/charset'
import { TerminalScreen } from '../engine/terminal/TerminalScreen'
import { Lifetime } from '../lib/lifetime'
import { type Readable, writable } from '../lib/readable'
import { preferences } from '../stores/preferences'
import { describeError } from '../words/describeError'
import { formatNumber, formatTime } from '../words/format'
import { t } from '../words/words'

/** One line of a machine that is open on this page, and its text. */
export interface OpenTerminal {
  readonly screen: TerminalScreen
  readonly link: Readable<LinkState>
  /** Counts bells. */
  readonly bells: Readable<number>
  /** What the line's keys send, once it is open; for good without a choice. */
  readonly keys: Readable<LineKeysChoice | undefined>
  retryNow(): void
  /** Closes the line and forgets its text. */
  end(): void
  /** Where the keyboard goes when the operator wants it back. */
  onLeave: () => void
}

/** Keys or pastes; more is no typing ahead. */
const mostEarlyKeys = 200

const open = new WeakMap<Device, Map<string, OpenTerminal>>()

/**
 * The terminal of a machine's line: opened once, then the same with all its text, however often its panel is closed and
 * opened. It ends when told, or with the machine.
 */
export function openTerminal(device: Device, capability: TerminalCapability, line: string): OpenTerminal {
  const ofDevice = open.get(device) ?? new Map<string, OpenTerminal>()
  open.set(device, ofDevice)
  const known = ofDevice.get(line)
  if (known) return known
  const made = start(capability, line, () => ofDevice.delete(line))
  ofDevice.set(line, made)
  const stop = device.link.subscribe(link => {
    if (link.phase !== 'ended' || link.why !== 'by-user') return
    stop()
    made.end()
  })
  return made
}

/** Ends the other lines of a machine: choosing another protocol is choosing another line. */
export function endOtherTerminals(device: Device, line: string): void {
  for (const [id, terminal] of open.get(device) ?? []) if (id !== line) terminal.end()
}

function start(capability: TerminalCapability, line: string, ended: () => void): OpenTerminal {
  const lifetime = new Lifetime()
  const link = writable<LinkState>({ phase: 'connecting', step: 'loading', attempt: 0 })
  const bells = writable(0)
  const keys = writable<LineKeysChoice | undefined>(undefined)
  let session: TerminalSession | undefined
  /** Keys from before the line was there for the first time; what is typed while it is lost is not sent later. */
  const early: Uint8Array[] = []
  let wasOnline = false
  const keep = (bytes: Uint8Array) => {
    if (early.length < mostEarlyKeys) early.push(bytes)
  }
  const screen = new TerminalScreen({
    fontPx: preferences.resolve('terminalFontPx').value,
    charset: charsetOf(preferences.resolve('terminalCharset').value),
    label: t('terminal.input'),
    skippedText: bytes => t('terminal.skipped', { value: formatNumber(bytes / 1e6, 1) }),
    onInput: bytes => (session && wasOnline ? session.write(bytes) : keep(bytes)),
    onResize: size => session?.resize(size),
    onBell: () => bells.set(bells.getState() + 1),
    onLeave: () => terminal.onLeave(),
  })
  const connect = () => {
    link.set({ phase: 'connecting', step: 'loading', attempt: 0 })
    capability.open(line, screen.size).then(
      opened => {
        if (lifetime.ended) return opened.close()
        session = opened
        if (opened.keys) followKeys(opened.keys)
        lifetime.add(() => opened.close())
        lifetime.add(opened.onData(bytes => screen.receive(bytes)))
        lifetime.add(opened.link.subscribe((now, before) => follow(now, before)))
        link.set(opened.link.getState())
        if (opened.link.getState().phase === 'online') arrived()
      },
      (error: unknown) => {
        const why = error instanceof DeviceError ? error : new DeviceError('engine-load', { cause: error })
        if (!lifetime.ended) link.set({ phase: 'ended', why })
      },
    )
  }
  const followKeys = (choice: LineKeysChoice) => {
    keys.set(choice)
    screen.setKeys(choice.state.getState())
    lifetime.add(choice.state.subscribe(now => screen.setKeys(now)))
  }
  const arrived = () => {
    session?.resize(screen.size)
    wasOnline = true
    for (const bytes of early.splice(0)) session?.write(bytes)
  }
  const follow = (now: LinkState, before: LinkState) => {
    link.set(now)
    if (now.phase === 'online') arrived()
    if (before.phase !== 'online' || (now.phase !== 'waiting' && now.phase !== 'ended')) return
    const what = now.why === 'by-user' ? t('terminal.byUser') : describeError(now.why).what
    screen.say(t('terminal.lost', { what, time: formatTime(Date.now()) }))
  }
  const terminal: OpenTerminal = {
    screen,
    link,
    bells,
    keys,
    retryNow: () => (session ? session.retryNow() : link.getState().phase === 'ended' && connect()),
    end() {
      lifetime.dispose()
      screen.dispose()
      ended()
    },
    onLeave: () => {},
  }
  connect()
  return terminal
}
