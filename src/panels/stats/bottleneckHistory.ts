import type { BottleneckSample, LiveSource } from '../../devices/capabilities/stats'
import { type Readable, writable } from '../../lib/readable'
import { RingSeries } from '../../lib/ring'

/** What was told of one connection, over time. */
export interface ConnectionHistory {
  readonly connection: string
  readonly user: string | undefined
  readonly cpuNow: RingSeries
  readonly cpuAverage: RingSeries
  readonly networkNow: RingSeries
  readonly networkAverage: RingSeries
}

type Source = LiveSource<readonly BottleneckSample[]>

/** An hour at one sample in five seconds. */
const capacity = 720

const histories = new WeakMap<Source, { readonly list: Readable<readonly ConnectionHistory[]> }>()

/** The history of a machine's bottleneck, kept while its console is open; grows only while somebody follows the source. */
export function bottleneckHistory(source: Source): Readable<readonly ConnectionHistory[]> {
  const found = histories.get(source)
  if (found) return found.list
  const list = writable<readonly ConnectionHistory[]>([])
  histories.set(source, { list })
  const take = (samples: readonly BottleneckSample[] | undefined) => {
    for (const sample of samples ?? []) push(historyOf(sample), sample)
  }
  const historyOf = ({ connection, user }: BottleneckSample): ConnectionHistory => {
    const known = list.getState().find(one => one.connection === connection && one.user === user)
    if (known) return known
    const ring = () => new RingSeries(capacity)
    const made = { connection, user, cpuNow: ring(), cpuAverage: ring(), networkNow: ring(), networkAverage: ring() }
    list.set([...list.getState(), made])
    return made
  }
  take(source.latest.getState())
  source.latest.subscribe(take)
  return list
}

function push(history: ConnectionHistory, sample: BottleneckSample): void {
  for (const name of ['cpuNow', 'cpuAverage', 'networkNow', 'networkAverage'] as const)
    history[name].push(sample.atMs, sample[name] ?? Number.NaN)
}
