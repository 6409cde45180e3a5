import { decode, decodeJson } from '../../../net/decode'
import { DeviceError } from '../../errors'
import { failureOf, kvmdFailure, kvmdReason } from './kvmdFailure'
import { progressWire, replyWire } from './wire'

type OnProgress = ((doneBytes: number | undefined, totalBytes: number | undefined) => void) | undefined

/**
 * Reads the lines that `write_remote` sends while it runs. A failure in the middle is one line with `ok: false` and a
 * broken connection after it: the last line counts, not how it ended. Resolves with the image's name.
 */
export async function readProgress(
  answer: Response,
  onProgress: OnProgress,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  let name: string | undefined
  let isWhole = false
  let failure: DeviceError | undefined
  const take = (line: string) => {
    if (line.trim() === '') return
    const said = failureOf(line)
    if (said) {
      failure = new DeviceError(kvmdReason(said.error) ?? 'action-refused', { said: said.error_msg })
      return
    }
    const { image } = decode(progressWire, decodeJson(replyWire, line).result)
    name = image.name
    isWhole = image.written === image.size
    onProgress?.(image.written, image.size)
  }
  try {
    await eachLine(answer, take)
  } catch (error) {
    signal?.throwIfAborted()
    failure ??= new DeviceError('upload-cut', { cause: kvmdFailure(error) })
  }
  if (failure) throw failure
  if (!isWhole) throw new DeviceError('upload-cut')
  return name
}

async function eachLine(answer: Response, take: (line: string) => void): Promise<void> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value = '' } = (await reader?.read()) ?? { done: true }
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
    if (done) return take(rest)
  }
}
