import type { SystemAction, SystemCapability, SystemFact } from '../../capabilities/system'
import type { TuningValue } from '../../capabilities/tuning'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import { nanokvmAutostart } from './autostart'
import { DeviceSettings } from './DeviceSettings'
import type { Nanokvm } from './Nanokvm'
import { dialectText } from './probeDialect'
import { nanokvmScripts } from './scripts'
import { enabledWire, hardwareWire, hdmiWire, hostnameWire, infoWire, oledWire, swapWire, titleWire } from './wire'

const actionPaths: Partial<Record<SystemAction, string>> = {
  reboot: 'api/vm/system/reboot',
  'reset-hdmi': 'api/vm/hdmi/reset',
  'enable-hdmi': 'api/vm/hdmi/enable',
  'disable-hdmi': 'api/vm/hdmi/disable',
}

/** The device itself: facts, what an owner sets on it, its scripts. */
export function nanokvmSystem(nanokvm: Nanokvm) {
  const { client, state, viewOnly } = nanokvm
  const settings = systemSettings(nanokvm)
  const scripts = nanokvmScripts(nanokvm)
  const autostart = nanokvmAutostart(nanokvm)
  /** What this firmware and this account may be told to do; read once per connection. */
  const found: { actions: readonly SystemAction[] } = { actions: [] }
  const capability: SystemCapability = {
    async facts(signal) {
      const options = signal ? { signal } : {}
      const info = await client.get('api/vm/info', infoWire, options)
      const hardware = await client.get('api/vm/hardware', hardwareWire, options).catch(missing)
      const hdmi = await client.get('api/vm/hdmi', hdmiWire, options).catch(missing)
      const { dialect, account, modes } = state.getState()
      return told([
        ['version', info.application ?? info.firmware],
        ['image', info.image],
        ['board', hardware?.version],
        ['mdns', info.mdns],
        ['addresses', info.ips.length > 0 ? info.ips.map(({ addr }) => addr).join(', ') : info.ip],
        ['hdmi', hdmi && hdmiText(hdmi)],
        ['account', account?.name && `${account.name} (${account.role})`],
        ['dialect', dialect && dialectText(dialect)],
        ['mixedViewers', modes?.mixed ? 'direct, WebRTC' : undefined],
      ])
    },
    tuning: settings,
    get actions() {
      return found.actions
    },
    async perform(action, signal) {
      const path = actionPaths[action]
      if (!path) throw new DeviceError('not-supported', { detail: action })
      refuseIfViewOnly(viewOnly)
      await client.post(path, {}, { ...(signal && { signal }) })
    },
    left: 'nanokvm',
    get scripts() {
      return state.getState().account?.role === 'user' ? undefined : scripts
    },
    get autostart() {
      const { account, dialect } = state.getState()
      return account?.role === 'user' || !dialect?.uploads ? undefined : autostart // both came with 2.3.1
    },
  }
  return {
    capability,
    /** Reads what there is to set. Never rejects. */
    async load(signal: AbortSignal): Promise<void> {
      const hdmi = await client.get('api/vm/hdmi', hdmiWire, { signal }).catch(missing)
      const isAdmin = state.getState().account?.role !== 'user'
      found.actions = [
        ...(isAdmin ? (['reboot'] as const) : []),
        ...(hdmi ? (['reset-hdmi'] as const) : []),
        ...(hdmi && isAdmin ? (['enable-hdmi', 'disable-hdmi'] as const) : []),
      ]
      if (isAdmin) await settings.load(signal)
    },
  }
}

/** What is not there, or not for this account, is left out; an aborted read is not asked for any more. */
function missing(): undefined {
  return undefined
}

function told(facts: readonly (readonly [id: string, value: string | undefined])[]): readonly SystemFact[] {
  return facts.flatMap(([id, value]) => (value === undefined || value === '' ? [] : [{ id, value }]))
}

function hdmiText({ enabled, signal }: { enabled: boolean; signal?: boolean | undefined }): string {
  if (!enabled) return 'off'
  return signal === undefined ? 'on' : signal ? 'on, signal' : 'on, no signal'
}

function systemSettings({ client, viewOnly }: Nanokvm): DeviceSettings {
  const post = (path: string, body: object, signal?: AbortSignal) =>
    client.post(path, body, { ...(signal && { signal }) })
  const toggle = (id: 'ssh' | 'mdns') => ({
    id,
    async read(signal: AbortSignal) {
      const { enabled } = await client.get(`api/vm/${id}`, enabledWire, { signal })
      return { id, kind: 'toggle', value: enabled, scope: 'everyone' } as const
    },
    write: (value: TuningValue, signal?: AbortSignal) =>
      post(`api/vm/${id}/${value === true ? 'enable' : 'disable'}`, {}, signal),
  })
  return new DeviceSettings(
    [
      {
        id: 'hostname',
        async read(signal) {
          const { hostname } = await client.get('api/vm/hostname', hostnameWire, { signal })
          return { id: 'hostname', kind: 'text', value: hostname, maxLength: 63, scope: 'everyone' }
        },
        write: (value, signal) => post('api/vm/hostname', { hostname: value }, signal),
      },
      {
        id: 'webTitle',
        async read(signal) {
          const title = await client.get('api/vm/web-title', titleWire, { signal }).catch(noTitle)
          return title && { id: 'webTitle', kind: 'text', value: title.title, maxLength: 64, scope: 'everyone' }
        },
        write: (value, signal) => post('api/vm/web-title', { title: value }, signal),
      },
      toggle('mdns'),
      toggle('ssh'),
      {
        id: 'swap',
        async read(signal) {
          const { size } = await client.get('api/vm/swap', swapWire, { signal })
          return { id: 'swap', kind: 'range', value: size, min: 0, max: 512, step: 64, unit: 'MB', scope: 'everyone' }
        },
        write: (value, signal) => post('api/vm/swap', { size: value }, signal),
      },
      {
        id: 'oledSleep',
        async read(signal) {
          const { exist, sleep } = await client.get('api/vm/oled', oledWire, { signal })
          if (!exist) return undefined
          return { id: 'oledSleep', kind: 'range', value: sleep, min: 0, max: 3600, unit: 's', scope: 'everyone' }
        },
        write: (value, signal) => post('api/vm/oled', { sleep: value }, signal),
      },
    ],
    viewOnly,
  )
}

/** A device that was given none refuses to tell it; one that does not know titles answers 404. */
function noTitle(error: unknown): { title: string } | undefined {
  return error instanceof DeviceError && error.reason === 'action-refused' ? { title: '' } : undefined
}
