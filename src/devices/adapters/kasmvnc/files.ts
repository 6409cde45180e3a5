import type { FilesCapability } from '../../capabilities/files'
import { DeviceError } from '../../errors'
import { decoded, type KasmApi } from './KasmApi'
import { readDownloads } from './wire'

/** The downloads of the server's user. `serves`: the web root has a link to them, so that they can be fetched. */
export function kasmFiles(api: KasmApi, serves: boolean): FilesCapability {
  return {
    async list(path, signal) {
      // `..` lists the folder above, a mistake of the server that is not ours to use.
      if (path.split('/').includes('..')) throw new DeviceError('action-refused', { detail: path })
      const query: Record<string, string> = path === '' ? {} : { path }
      return decoded(readDownloads, await api.getText('downloads', query, signal ? { signal } : {}))
    },
    ...(serves && {
      href: (path: string) => api.href(`Downloads/${path.split('/').map(encodeURIComponent).join('/')}`),
    }),
  }
}
