/** What one thread did while a trace ran. */
export interface ThreadProfile {
  readonly thread: string
  /** ms in tasks, on the clock and on the processor. */
  readonly busyMs: number
  readonly cpuMs: number
  /** Functions by the time spent in themselves, most first; only of threads that run JavaScript. */
  readonly functions: readonly { readonly name: string; readonly selfMs: number }[]
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly id?: string
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: {
    readonly name?: string
    readonly data?: {
      readonly cpuProfile?: { readonly nodes?: readonly ProfileNode[]; readonly samples?: readonly number[] }
      readonly timeDeltas?: readonly number[]
    }
  }
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url?: string; readonly lineNumber?: number }
}

/** Categories that `profileOf` reads. */
export const traceCategories = ['toplevel', 'disabled-by-default-v8.cpu_profiler', '__metadata']

/** Sums a Chromium trace up by thread, the busiest first. */
export function profileOf(trace: Buffer): ThreadProfile[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }
  const threads = new Map<string, { name: string; busy: number; cpu: number; functions: Map<string, number> }>()
  const threadOf = ({ pid, tid }: TraceEvent) => {
    const key = `${pid}:${tid}`
    const known = threads.get(key) ?? { name: key, busy: 0, cpu: 0, functions: new Map<string, number>() }
    threads.set(key, known)
    return known
  }
  const names = new Map<string, string>()
  const profileThread = new Map<string, TraceEvent>()
  for (const event of traceEvents) {
    const { name, ph, args } = event
    if (ph === 'M' && name === 'thread_name') threadOf(event).name = args?.name ?? ''
    if (ph === 'X' && /RunTask$/.test(name)) {
      const thread = threadOf(event)
      thread.busy += event.dur ?? 0
      thread.cpu += event.tdur ?? 0
    }
    if (name === 'Profile') profileThread.set(`${event.pid}:${event.id}`, event)
    if (name === 'ProfileChunk') addSamples(event, profileThread.get(`${event.pid}:${event.id}`), threadOf, names)
  }
  return [...threads.values()]
    .map(({ name, busy, cpu, functions }) => ({
      ...{ thread: name, busyMs: Math.round(busy / 1000), cpuMs: Math.round(cpu / 1000) },
      functions: [...functions]
        .map(([fn, us]) => ({ name: fn, selfMs: Math.round(us / 1000) }))
        .filter(({ selfMs }) => selfMs > 0)
        .sort((a, b) => b.selfMs - a.selfMs)
        .slice(0, 14),
    }))
    .filter(({ busyMs, functions }) => busyMs > 0 || functions.length > 0)
    .sort((a, b) => b.cpuMs - a.cpuMs)
}

function addSamples(
  chunk: TraceEvent,
  profile: TraceEvent | undefined,
  threadOf: (event: TraceEvent) => { functions: Map<string, number> },
  names: Map<string, string>,
): void {
  const data = chunk.args?.data
  if (!profile || !data) return
  const { functions } = threadOf(profile)
  for (const { id, callFrame } of data.cpuProfile?.nodes ?? []) {
    names.set(`${chunk.pid}:${chunk.id}:${id}`, callFrame.functionName || '(anonymous)')
  }
  data.cpuProfile?.samples?.forEach((id, i) => {
    const name = names.get(`${chunk.pid}:${chunk.id}:${id}`) ?? '?'
    if (name === '(idle)') return
    functions.set(name, (functions.get(name) ?? 0) + (data.timeDeltas?.[i] ?? 0))
  })
}
