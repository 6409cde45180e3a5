import { derived } from '../../../lib/derived'
import { longRequests } from '../../../net/http'
import type { PortsCapability, SwitchPort, SystemCapability, SystemFact } from '../../capabilities/system'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Kvmd } from './Kvmd'
import { type KvmdState, mergeEvent } from './KvmdState'
import { kvmdFailure } from './kvmdFailure'
import { infoWire } from './wire'

/** The PiKVM itself: what it is, its log, the video daemon's restart, and a switch behind it. */
export function pikvmSystem(kvmd: Kvmd): SystemCapability {
  const { client, viewOnly } = kvmd
  return {
    async facts(signal) {
      // Old servers know no `legacy` and answer in the old shape; both are read.
      const info = await client.get('api/info', infoWire, { params: { legacy: 0 }, ...(signal && { signal }) })
      const { hw, ...rest } = info
      const told = mergeEvent({}, 'info', rest)
      return factsOf(hw ? mergeEvent(told, 'info_hw', hw) : told)
    },
    left: 'kvmd',
    actions: ['restart-stream'],
    async perform(action, signal) {
      if (action !== 'restart-stream') throw new DeviceError('not-supported', { detail: action })
      refuseIfViewOnly(viewOnly)
      await client.post('api/streamer/reset', { ...(signal && { signal }) })
    },
    async *log({ follow, sinceS, signal }) {
      const release = follow ? await longRequests.take(signal) : () => {}
      try {
        const params = { follow, seek: sinceS }
        const answer = await client.open('api/log', { params, signal, timeoutMs: 0 })
        yield* linesOf(answer)
      } catch (error) {
        signal.throwIfAborted()
        throw kvmdFailure(error)
      } finally {
        release()
      }
    },
    ports: pikvmPorts(kvmd),
  }
}

function pikvmPorts({ client, state, viewOnly }: Kvmd): PortsCapability {
  return {
    state: derived(state, portsOf),
    async activate(id, signal) {
      refuseIfViewOnly(viewOnly)
      const index = portsOf(state.getState()).findIndex(port => port.id === id)
      await client.post('api/switch/set_active', { params: { port: index }, ...(signal && { signal }) })
    },
  }
}

function portsOf({ switch: wire }: KvmdState): readonly SwitchPort[] {
  return (wire?.model?.ports ?? []).map(({ id, name }, index) => ({
    ...{ id, name, active: wire?.summary?.active_port === index },
    video: wire?.video?.links[index] ?? false,
    usb: wire?.usb?.links[index] ?? false,
    power: wire?.atx?.leds.power[index] ?? false,
  }))
}

/** Records as they come. A message may hold line breaks: a record ends before the next one begins with its time. */
async function* linesOf(answer: Response): AsyncGenerator<string> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value = '' } = (await reader?.read()) ?? { done: true }
      const lines = (rest + value).split('\r\n')
      rest = done ? '' : (lines.pop() ?? '')
      for (const line of lines) if (line !== '') yield line
      if (done) return
    }
  } finally {
    await reader?.cancel().catch(() => {})
  }
}

function factsOf({ info }: KvmdState): readonly SystemFact[] {
  const { system, meta, node, uptime, auth, extras, fan } = info ?? {}
  const { kernel, platform, streamer } = system ?? {}
  const facts: readonly [id: string, value: string | undefined][] = [
    ['hostname', node?.host ?? meta?.server?.host ?? undefined],
    ['version', system?.kvmd && `kvmd ${system.kvmd.version}`],
    ['streamer', joined(streamer?.app, streamer?.version)],
    ['platform', platform?.base ?? undefined],
    ['board', joined(platform?.model, platform?.board, platform?.video)],
    ['serial', platform?.serial ?? undefined],
    ['kernel', joined(kernel?.system, kernel?.release, kernel?.machine)],
    ['uptime', uptime ? uptimeText(uptime.total) : undefined],
    ['signIn', auth?.enabled === undefined ? undefined : auth?.enabled ? 'on' : 'off'],
    ['fan', fan?.monitored ? joined(fan.state?.fan?.speed?.toString(), fan.state?.hall?.rpm?.toString()) : undefined],
    ['services', servicesOf(extras ?? {})],
  ]
  return facts.flatMap(([id, value]) => (value === undefined || value === '' ? [] : [{ id, value }]))
}

/** Only what runs, as the device's own page shows it (web/share/js/index/main.js:101-105). */
function servicesOf(extras: NonNullable<NonNullable<KvmdState['info']>['extras']>): string {
  const running = Object.values(extras).filter(({ enabled, started }) => enabled || started)
  return running.map(({ name }) => name).join(', ')
}

function joined(...parts: readonly (string | null | undefined)[]): string | undefined {
  const told = parts.filter(part => part != null && part !== '')
  return told.length === 0 ? undefined : told.join(' ')
}

function uptimeText(totalS: number): string {
  const days = Math.floor(totalS / 86_400)
  const clock = [Math.floor(totalS / 3_600) % 24, Math.floor(totalS / 60) % 60]
  return `${days} d ${clock.map(part => String(part).padStart(2, '0')).join(':')}`
}
