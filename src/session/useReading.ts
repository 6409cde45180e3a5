import { useEffect, useRef, useState } from 'react'
import type { Device } from '../devices/device'
import { recordAction } from '../stores/actions'
import { t } from '../words/words'
import { tellFailure } from './tellFailure'

export interface Reading {
  /** How far it is, 0 to 1; `undefined` while nothing is read. */
  readonly share: number | undefined
  /** What was found last, maybe nothing: an empty text. */
  readonly text: string | undefined
  /** In this browser. */
  start(picture: () => Promise<Blob>): void
  /** By somebody else, who does not tell how far it is: the device. */
  ask(read: (signal: AbortSignal) => Promise<string>): void
  stop(): void
}

/**
 * Reads the text in a picture of a machine, one at a time, in this browser, whose reader is loaded for the first, or there. Refusals
 * are told, and leaving the component stops it.
 *
 * @example const reading = useReading(device)
 */
export function useReading(device: Device): Reading {
  const [share, setShare] = useState<number>()
  const [text, setText] = useState<string>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const run = async (read: (signal: AbortSignal) => Promise<string>) => {
    const controller = new AbortController()
    running.current = controller
    setShare(0)
    setText(undefined)
    try {
      setText(await read(controller.signal))
      recordAction(device.id, t('ocr.did'))
    } catch (error) {
      if (!controller.signal.aborted) tellFailure(device.id, t('ocr.failed'), error)
    } finally {
      setShare(undefined)
    }
  }
  const readHere = async (picture: () => Promise<Blob>, signal: AbortSignal) => {
    const { readText } = await import('../engine/ocr/readText')
    return readText(await picture(), setShare, signal)
  }
  return {
    ...{ share, text },
    start: picture => void run(signal => readHere(picture, signal)),
    ask: read => void run(read),
    stop: () => running.current?.abort(),
  }
}
