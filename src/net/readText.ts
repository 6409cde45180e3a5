import { TooLargeError } from './errors'

/** What is read at once: as much as is decoded in less time than is felt. */
export const mostTextBytes = 4 * 1024 * 1024

/**
 * The text of an answer, at most `mostBytes` of it. Rejects with TooLargeError for more, without reading on, and with
 * whatever ended the answer early.
 */
export async function readText(response: Response, mostBytes = mostTextBytes): Promise<string> {
  const told = Number(response.headers.get('content-length') ?? 0)
  const { body } = response
  if (told > mostBytes) {
    await body?.cancel().catch(() => {})
    throw new TooLargeError(`${told} bytes`)
  }
  if (!body) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length
    if (bytes > mostBytes) {
      await reader.cancel().catch(() => {})
      throw new TooLargeError(`more than ${mostBytes} bytes`)
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** The beginning of a text: for an error, of which a sentence is told. Never rejects. */
export async function readBeginning(response: Response, mostBytes: number): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (reader && text.length < mostBytes) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    return text.slice(0, mostBytes) // what came of it
  }
  await reader?.cancel().catch(() => {})
  return text.slice(0, mostBytes)
}
