import type { MediaCapability } from '../../devices/capabilities/media'
import { formatBytes } from '../../words/format'
import { t } from '../../words/words'
import { checkFile } from './checkFile'
import type { TransferQueue } from './TransferQueue'

/**
 * Puts files into the queue, but for those that the device would refuse; gives a sentence for each of these. That the
 * device is busy is no reason: the queue waits for what is our own.
 */
export function uploadFiles(
  files: readonly File[],
  queue: TransferQueue,
  media: MediaCapability,
  part: string,
): readonly string[] {
  const state = media.state.getState()
  const isOurs = queue.transfers.getState().some(({ state: now }) => now === 'running' || now === 'waiting')
  return files.flatMap(file => {
    const { name, size: sizeBytes } = file
    const problem = checkFile({ name, sizeBytes, part }, { ...state, busy: state.busy && !isOurs }, media.rules)
    if (problem === undefined) {
      queue.upload(file, { part })
      return []
    }
    const free = formatBytes(state.space.find(({ id }) => id === part)?.freeBytes ?? 0)
    const endings = media.rules.endings.join(', ')
    return [`${name}: ${t(`media.problem.${problem}`, { free, endings })}`]
  })
}
