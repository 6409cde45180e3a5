import { TooLargeError } from './errors'

/** What is read at once: as much as is decoded in less time than is felt. */
export const mostTextBytes = 4 * 1024 * 1024

/** The text of an answer. Rejects with TooLargeError beyond `most`, without reading on, and with what ended it early. */
export async function readText(response: Response, most = mostTextBytes): Promise<string> {
  const [text, isWhole] = await readUpTo(response, most)
  if (!isWhole) throw new TooLargeError(`more than ${most} bytes`)
  return text
}

/** The beginning of a text: for an error, of which a sentence is told. Never rejects. */
export async function readBeginning(response: Response, most: number): Promise<string> {
  const [text] = await readUpTo(response, most).catch(() => [''])
  return text.slice(0, most)
}

async function readUpTo({ body }: Response, most: number): Promise<[text: string, isWhole: boolean]> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; reader; ) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.length
    text += decoder.decode(value, { stream: true })
    if (bytes <= most) continue
    reader.cancel().catch(() => {})
    return [text, false]
  }
  return [text + decoder.decode(), true]
}
