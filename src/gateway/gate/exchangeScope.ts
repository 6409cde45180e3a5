import { AsyncLocalStorage } from 'node:async_hooks'

export interface Exchange {
  /** Ends what an error has left half done; may itself throw. */
  fail(): void
  log(message: string): void
}

const scope = new AsyncLocalStorage<Exchange>()

/**
 * Runs what answers one request. An error that nobody foresaw, thrown now or later by anything that was started in here,
 * is written down, ends this exchange and no other.
 */
export function inExchange(exchange: Exchange, answer: () => unknown): void {
  scope.run(exchange, () => {
    try {
      Promise.resolve(answer()).catch(error => end(exchange, error))
    } catch (error) {
      end(exchange, error)
    }
  })
}

/**
 * The last net, for a whole process: an error that no one has caught ends the exchange it came from, and the gateway goes
 * on. That is safe here because exchanges share nothing that one of them leaves half changed: the configuration is never
 * written to, and a held session is asked for anew. The other choice, to end, would hand the console of every machine to
 * whoever finds the next such input. Returns how to take the net away again.
 */
export function spreadNet(log: (message: string) => void): () => void {
  const onError = (error: unknown) => end(scope.getStore() ?? { fail: () => {}, log }, error)
  process.on('uncaughtException', onError) // unhandled rejections too, while nobody listens to those
  return () => process.removeListener('uncaughtException', onError)
}

/** More of them in a minute say nothing new, and whoever provokes them would fill a disk. */
const linesPerMinute = 20
let minute = 0
let lines = 0

function end({ fail, log }: Exchange, error: unknown): void {
  const now = Math.floor(Date.now() / 60_000)
  if (now !== minute) [minute, lines] = [now, 0]
  if (lines++ < linesPerMinute) log(`An error that the gateway did not foresee; it goes on. ${stackOf(error)}`)
  try {
    fail()
  } catch {
    // What cannot even be ended has ended.
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
