import {
  looksLikeHtml,
  MalformedError,
  StatusError,
  TimeoutError,
  TooLargeError,
  UnreachableError,
} from '../../../net/errors'
import { type RequestOptions, request } from '../../../net/http'
import { readText } from '../../../net/readText'
import { DeviceError } from '../../errors'
import { gatewayFailure } from '../../rfb/gatewayFailure'

/** Longer than the server's block of ten seconds, which each request while it lasts begins anew. */
export const blockedMs = 11_000
/** Calls that change something, by GET or POST: kasmtech/KasmVNC common/network/websocket.c. */
const acts = /^api\/(create|remove|update|clear|give|send)_/
/** Owner's words in a 401 that has a body: signed in, and not the owner, or the API is off. */
const notOwner = '401 Unauthorized'

/**
 * The HTTP API of one KasmVNC server. Nothing is ever repeated. After a refused login nothing is asked until its block
 * is over, whoever calls: source kasmtech/KasmVNC common/network/websocket.c, Blacklist.cxx.
 */
export class KasmApi {
  /** Epoch ms until which the server may refuse everybody from here; 0 when it does not. */
  quietUntilMs = 0
  private readonly base: string

  /** `base`: where the server's paths begin, absolute, with a slash at its end. */
  constructor(base: string) {
    this.base = base
  }

  /** Parameters are percent-encoded, never with a plus: the server leaves a plus as it is. */
  get(call: string, query: Readonly<Record<string, string | number>> = {}, options: RequestOptions = {}) {
    const parts = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    return this.ask(`api/${call}${parts.length > 0 ? `?${parts.join('&')}` : ''}`, options)
  }

  async getText(call: string, query?: Readonly<Record<string, string | number>>, options?: RequestOptions) {
    return this.textOf(await this.get(call, query, options), options?.signal)
  }

  async post(call: string, rows: readonly object[], signal?: AbortSignal): Promise<void> {
    const body = JSON.stringify(rows)
    const headers = { 'Content-Type': 'application/json' }
    await this.ask(`api/${call}`, { method: 'POST', body, headers, ...(signal && { signal }) })
  }

  /** Any path of the server. Rejects with DeviceError. */
  async ask(path: string, options: RequestOptions = {}): Promise<Response> {
    if (Date.now() < this.quietUntilMs) throw new DeviceError('sign-in-blocked')
    try {
      return await request(this.base + path, options)
    } catch (error) {
      if (options.signal?.aborted) throw error
      throw this.translate(error, acts.test(path))
    }
  }

  /** The address of a path, for links. */
  href(path: string): string {
    return this.base + path
  }

  private async textOf(response: Response, signal: AbortSignal | undefined): Promise<string> {
    const text = await readText(response).catch((cause: unknown) => {
      signal?.throwIfAborted()
      if (cause instanceof TooLargeError) throw new DeviceError('answer-too-large', { detail: cause.message, cause })
      throw new DeviceError('connection-lost', { cause })
    })
    if (looksLikeHtml(response.headers.get('content-type') ?? '', text)) throw new DeviceError('proxy-html')
    return text
  }

  private translate(error: unknown, isAction: boolean): DeviceError {
    const silence = isAction ? 'action-timeout' : 'no-answer'
    if (error instanceof StatusError) return this.ofStatus(error, silence)
    if (error instanceof TimeoutError) return new DeviceError(silence, { cause: error })
    if (error instanceof UnreachableError) {
      return new DeviceError(isAction ? 'answer-lost' : 'gateway-gone', { cause: error })
    }
    return new DeviceError('bad-answer', { cause: error })
  }

  private ofStatus(error: StatusError, silence: 'action-timeout' | 'no-answer'): DeviceError {
    const { status, body } = error
    const options = { code: status, cause: error }
    if (error.isHtml) return new DeviceError('proxy-html', options)
    if (status === 401 && body === notOwner) return new DeviceError('not-owner', options)
    if (status === 401) {
      this.quietUntilMs = Date.now() + blockedMs
      return new DeviceError('sign-in-blocked', options)
    }
    // A name and password too long for it to look at.
    if (status === 403 && body === '403 Forbidden') return new DeviceError('sign-in-refused', options)
    if (status === 503 && body.startsWith('503')) return new DeviceError(silence, options)
    // 404 with its own three digits: this server does not know the call.
    if (status === 404 && body === '404') return new DeviceError('not-supported', options)
    const fromGateway = gatewayFailure(error)
    if (fromGateway) return fromGateway
    return new DeviceError('action-refused', { ...options, detail: body })
  }
}

/** Runs a decoder of ours on an answer: what does not fit is `bad-answer`, with the path of the field. */
export function decoded<T>(decoder: (text: string) => T, text: string): T {
  try {
    return decoder(text)
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    throw new DeviceError('bad-answer', { detail: error.message, cause: error })
  }
}
