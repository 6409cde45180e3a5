import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { KvmdError } from './KvmdError'

/** A file somewhere else, its head already here. */
export interface RemoteFile {
  readonly sizeBytes: number
  /** As its `Content-Disposition` or its path names it. */
  readonly name: string
  readonly body: Readable
}

/** Asks for a file as kvmd's download does; rejects with the names that aiohttp gives what goes wrong. */
export async function openRemote(address: string, timeoutS: number, insecure: boolean): Promise<RemoteFile> {
  const url = new URL(address)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { timeout: timeoutS * 1000, rejectUnauthorized: !insecure }
    const asked = url.protocol === 'https:' ? httpsRequest(url, options, resolve) : httpRequest(url, options, resolve)
    asked.once('timeout', () => asked.destroy(new Error('Connection timeout')))
    asked.once('error', error => {
      const text = `Cannot connect to host ${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)} ssl:default [${error.message}]`
      reject(new KvmdError(400, 'ClientConnectorError', text))
    })
    asked.end()
  })
  const status = response.statusCode ?? 0
  if (status >= 400) {
    response.destroy()
    const text = `${status}, message='${response.statusMessage}', url=URL('${address}')`
    throw new KvmdError(400, 'ClientResponseError', text)
  }
  const length = response.headers['content-length']
  if (length === undefined) {
    response.destroy()
    throw new KvmdError(400, 'ClientError', 'No Content-Length found')
  }
  const named = /filename="?([^";]+)/.exec(response.headers['content-disposition'] ?? '')?.[1]
  const name = named ?? decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
  return { sizeBytes: Number(length), name, body: response }
}
