import { type Decoder, decodeJson } from './decode'
import { looksLikeHtml, MalformedError, StatusError, TimeoutError, TooLargeError, UnreachableError } from './errors'
import { readBeginning, readText } from './readText'

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: NonNullable<RequestInit['body']>
  readonly headers?: Readonly<Record<string, string>>
  /** Until the head of the answer is there. 0 = none. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** Of an error's body. */
const mostErrorBytes = 4096
const usualTimeoutMs = 10_000
/** A device's answer is about now. */
const always = { cache: 'no-store', redirect: 'follow' } as const

/**
 * One request, never repeated by us: KasmVNC creates and removes users over GET, so a GET is no proof that repeating is
 * safe (kasmtech/KasmVNC common/network/websocket.c). Resolves with a 2xx answer. Rejects with StatusError,
 * UnreachableError, TimeoutError, or the signal's reason.
 */
export async function request(url: string, options: RequestOptions = {}): Promise<Response> {
  const { timeoutMs = usualTimeoutMs, signal, ...init } = options
  const timer = new AbortController()
  const timeout = timeoutMs > 0 ? setTimeout(() => timer.abort(), timeoutMs) : undefined
  const signals = signal ? [signal, timer.signal] : [timer.signal]
  let response: Response
  try {
    response = await fetch(url, { ...init, ...always, signal: AbortSignal.any(signals) })
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (timer.signal.aborted) throw new TimeoutError(`no answer within ${timeoutMs} ms`)
    throw new UnreachableError('no answer', { cause: error })
  } finally {
    clearTimeout(timeout)
  }
  if (response.ok) return response
  const error = await statusError(response)
  signal?.throwIfAborted() // while its body was read
  throw error
}

/**
 * A request whose answer is JSON of a known shape. Rejects as `request` does, also when the answer breaks off, with
 * TooLargeError for one that is longer than this page reads at once, and with MalformedError for anything else, HTML
 * included.
 */
export async function requestJson<T>(url: string, decoder: Decoder<T>, options: RequestOptions = {}): Promise<T> {
  const response = await request(url, options)
  const text = await readText(response).catch((cause: unknown) => {
    options.signal?.throwIfAborted()
    if (cause instanceof TooLargeError) throw cause
    throw new UnreachableError('the answer broke off', { cause })
  })
  if (looksLikeHtml(response.headers.get('content-type') ?? '', text)) throw new MalformedError('', 'a web page')
  return decodeJson(decoder, text)
}

async function statusError(response: Response): Promise<StatusError> {
  const body = await readBeginning(response, mostErrorBytes)
  return new StatusError(response.status, body, response.headers.get('content-type') ?? '')
}

/**
 * Seats for requests that stay open: streams, log follow, uploads, remote writes, prints. On HTTP/1.1 a browser has six
 * connections per host over all its tabs; one page may hold three of them for long, the rest stays free for calls.
 */
export class LongRequestBudget {
  private taken = 0
  private readonly waiting: ((seat: () => void) => void)[] = []
  private readonly seats: number

  constructor(seats: number) {
    this.seats = seats
  }

  get free(): number {
    return this.seats - this.taken
  }

  /** A seat if there is one, as the function that gives it back (safe twice); `undefined` otherwise: fall back. */
  tryTake(): (() => void) | undefined {
    if (this.taken >= this.seats) return undefined
    this.taken++
    return this.seat()
  }

  /** Waits for a seat, first come first served. Rejects with the signal's reason. */
  async take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted()
    return this.tryTake() ?? this.turn(signal)
  }

  /** A seat goes from hand to hand: were it free in between, a newcomer could take it, or an abort could lose it. */
  private seat(): () => void {
    let held = true
    return () => {
      if (!held) return
      held = false
      const next = this.waiting.shift()
      if (next) next(this.seat())
      else this.taken--
    }
  }

  private turn(signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const onTurn = (seat: () => void) => {
        signal?.removeEventListener('abort', onAbort)
        resolve(seat)
      }
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(onTurn), 1)
        reject(signal?.reason)
      }
      this.waiting.push(onTurn)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }
}

/** The page's own budget. */
export const longRequests = new LongRequestBudget(3)
