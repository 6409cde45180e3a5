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
      try {
        return decoded(readDownloads, await api.getText('downloads', query, signal ? { signal } : {}))
      } catch (error) {
        // A folder that is not there, and nothing else, is refused. The first program that saves something makes the top one.
        if (!(error instanceof DeviceError) || error.reason !== 'action-refused') throw error
        if (path === '') return []
        throw new DeviceError('folder-gone', { detail: path, cause: error })
      }
    },
    ...(serves && {
      href: (path: string) => api.href(`Downloads/${path.split('/').map(encodeURIComponent).join('/')}`),
    }),
  }
}
