import type { Device } from '../devices/device'
import type { Surface } from '../engine/surface'
import { recordAction } from '../stores/actions'
import { notify } from '../stores/notices'
import { formatSpan } from '../words/format'
import { t } from '../words/words'
import { recordings } from './recordings'

/** How often the browser hands over what it has encoded, ms. */
const sliceMs = 1_000
/** The first the browser can write. */
const types = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4']

const stops = new Map<string, () => void>()

/**
 * Records what the picture of a machine shows, or ends the recording that runs. `save` gets one video, and one more for
 * each time that the link was lost and came back, because another canvas is painted from then on; it also gets what there
 * is when the machine is closed. Throws where the browser cannot record, or nothing was painted yet.
 */
export function toggleRecording(device: Device, surface: Surface, save: (video: Blob) => void): void {
  const stop = stops.get(device.id)
  if (stop) return stop()
  const sinceMs = Date.now()
  let endPart: (() => void) | undefined = recordPart(surface, save)
  const unsubscribers = [
    surface.facts.subscribe(({ still }) => {
      if (still) endPart?.()
      endPart = still ? undefined : (endPart ?? recordPart(surface, save))
    }),
    device.link.subscribe(({ phase }) => phase === 'ended' && end()),
  ]
  const end = () => {
    for (const unsubscribe of unsubscribers) unsubscribe()
    endPart?.()
    stops.delete(device.id)
    recordings.setState(({ [device.id]: _, ...others }) => others, true)
    const text = t('record.saved', { span: formatSpan(Date.now() - sinceMs) })
    recordAction(device.id, text)
    notify({ tone: 'ok', text })
  }
  stops.set(device.id, end)
  recordings.setState({ [device.id]: sinceMs })
}

/** One video of the present connection; gives the function that ends it. */
function recordPart(surface: Surface, save: (video: Blob) => void): () => void {
  const type = types.find(known => MediaRecorder.isTypeSupported(known))
  if (type === undefined) throw new Error('this browser records no video')
  const stream = surface.stream()
  const recorder = new MediaRecorder(stream, { mimeType: type })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  recorder.addEventListener('stop', () => {
    for (const track of stream.getTracks()) track.stop()
    save(new Blob(parts, { type }))
  })
  recorder.start(sliceMs)
  return () => {
    if (recorder.state !== 'inactive') recorder.stop()
  }
}
