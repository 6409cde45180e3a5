import { StatusError, UnreachableError } from './errors'

export interface UploadOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Bytes of the body that have left, its envelope included. */
  onProgress?(sentBytes: number, totalBytes: number): void
}

/**
 * A POST of a form whose progress can be told: `fetch` has no means for that. Files in it are read from the disk as they
 * go out. Never repeated. Resolves with the text of a 2xx answer; rejects with StatusError, UnreachableError, or the
 * signal's reason.
 */
export function upload(url: string, form: FormData, options: UploadOptions = {}): Promise<string> {
  const { headers = {}, signal, onProgress } = options
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    signal?.addEventListener('abort', abort, { once: true })
    request.open('POST', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(loaded, total))
    request.addEventListener('load', () => {
      const type = request.getResponseHeader('content-type') ?? ''
      const isOk = request.status >= 200 && request.status < 300
      if (isOk) resolve(request.responseText)
      else reject(new StatusError(request.status, request.responseText.slice(0, 4096), type))
    })
    request.addEventListener('error', () => reject(new UnreachableError('the upload broke off')))
    request.addEventListener('abort', () => reject(signal?.reason))
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', abort))
    request.send(form)
  })
}
