import { TooLargeError } from '../../../net/errors'
import { readText } from '../../../net/readText'
import { DeviceError } from '../../errors'
import type { KasmApi } from './KasmApi'

/**
 * One call before a connection: whether the login is taken, and whether it is the owner's. A WebSocket would say neither,
 * and each refused try of it counts against this address. Every age of the server knows this call.
 */
export async function knock(api: KasmApi, signal: AbortSignal): Promise<'owner' | 'guest'> {
  try {
    await api.getText('get_users', {}, { signal })
    return 'owner'
  } catch (error) {
    if (error instanceof DeviceError && error.reason === 'not-owner') return 'guest'
    throw error
  }
}

/** What an owner's server offers beside the calls of every age; its version is nowhere told. */
export interface KasmOffers {
  readonly sessions: boolean
  readonly downloads: boolean
  readonly systemStats: boolean
  /** The web root holds a link to the downloads, so that their content can be had. */
  readonly servesDownloads: boolean
}

export const noOffers: KasmOffers = { sessions: false, downloads: false, systemStats: false, servesDownloads: false }

/** Reads only. A folder that is missing (400) still proves that the call exists. */
export async function askOffers(api: KasmApi, signal: AbortSignal): Promise<KasmOffers> {
  const knows = async (path: string) => {
    try {
      // Read to its end: an answer that is given up looks like a network that failed.
      await readText(await api.ask(path, { signal }))
      return true
    } catch (error) {
      signal.throwIfAborted()
      return error instanceof TooLargeError || (error instanceof DeviceError && error.reason === 'action-refused')
    }
  }
  const [sessions, downloads, systemStats, servesDownloads] = await Promise.all([
    knows('api/get_sessions'),
    knows('api/downloads'),
    knows('api/system/stats'),
    knows('Downloads/'),
  ])
  return { sessions, downloads, systemStats, servesDownloads }
}
