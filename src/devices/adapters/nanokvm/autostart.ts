import { z } from 'zod/mini'
import type { AutostartCapability } from '../../capabilities/system'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import { filesWire, nothing } from './wire'

/** Part of a path, and a file's name on the device: nothing that leads elsewhere. */
const names = /^[\w-][\w.-]*$/

/** Files that the device runs when it starts, since 2.3.1 (server/service/vm/autostart.go). */
export function nanokvmAutostart({ client, viewOnly }: Nanokvm): AutostartCapability {
  const pathOf = (name: string) => {
    if (!names.test(name)) throw new DeviceError('action-refused', { detail: name })
    return `api/vm/autostart/${name}`
  }
  return {
    async list(signal) {
      try {
        return (await client.get('api/vm/autostart', filesWire, { ...(signal && { signal }) })).files
      } catch (error) {
        // Until somebody has written one there is no folder, and the device refuses.
        if (error instanceof DeviceError && error.reason === 'action-refused') return []
        throw error
      }
    },
    async read(name, signal) {
      return client.get(pathOf(name), z.string(), { ...(signal && { signal }) })
    },
    async write(name, content, signal) {
      refuseIfViewOnly(viewOnly)
      await client.post(pathOf(name), { content }, { ...(signal && { signal }) })
    },
    async remove(name, signal) {
      refuseIfViewOnly(viewOnly)
      await client.send('DELETE', pathOf(name), {}, nothing, { ...(signal && { signal }) })
    },
  }
}
