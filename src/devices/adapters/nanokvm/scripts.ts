import { decodeJson } from '../../../net/decode'
import { upload } from '../../../net/upload'
import type { ScriptsCapability } from '../../capabilities/system'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import { nanokvmFailure } from './nanokvmFailure'
import { filesWire, nothing, replyWire, scriptLogWire } from './wire'

/** Scripts that the device keeps, and runs as root on itself. */
export function nanokvmScripts({ client, viewOnly }: Nanokvm): ScriptsCapability {
  return {
    async list(signal) {
      try {
        const { files } = await client.get('api/vm/script', filesWire, { ...(signal && { signal }) })
        return files
      } catch (error) {
        // Until somebody has uploaded one there is no folder, and the device refuses.
        if (error instanceof DeviceError && error.reason === 'action-refused') return []
        throw error
      }
    },
    async upload(file, signal) {
      refuseIfViewOnly(viewOnly)
      const form = new FormData()
      form.set('file', file)
      try {
        const answer = await upload(client.url('api/vm/script/upload'), form, { ...(signal && { signal }) })
        const { code, msg } = decodeJson(replyWire, answer)
        if (code !== 0) throw new DeviceError('action-refused', { code, ...(msg && { said: msg }) })
      } catch (error) {
        throw nanokvmFailure(error, 'action')
      }
    },
    async run(name, where, signal) {
      refuseIfViewOnly(viewOnly)
      // In the foreground the answer comes with its end, whenever that is.
      const options = { timeoutMs: 0, ...(signal && { signal }) }
      const { log } = await client.send('POST', 'api/vm/script/run', { name, type: where }, scriptLogWire, options)
      return log
    },
    async remove(name, signal) {
      refuseIfViewOnly(viewOnly)
      await client.send('DELETE', 'api/vm/script', { name }, nothing, { ...(signal && { signal }) })
    },
  }
}
