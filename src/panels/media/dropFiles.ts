import type { MediaCapability } from '../../devices/capabilities/media'
import type { Device } from '../../devices/device'
import { loadWords } from '../../words/words'
import { uploadFiles } from './uploadFiles'
import { queueOf } from './useTransfers'

/** Files that were dropped on the picture: into the queue, with a sentence for each that the device would refuse. */
export async function dropFiles(
  device: Device,
  media: MediaCapability,
  files: readonly File[],
): Promise<readonly string[]> {
  await loadWords()
  return uploadFiles(files, queueOf(device, media), media, '')
}
