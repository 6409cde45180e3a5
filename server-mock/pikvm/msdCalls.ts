import type { Call } from './Call'
import { invalid, refused } from './KvmdError'
import type { Msd } from './Msd'
import { openRemote } from './openRemote'
import { bool, float, imageName, int, isMissing, oneOf } from './validators'

/** The handles under `/api/msd`: kvmd/apps/kvmd/api/msd.py. */
export function msdCalls(msd: Msd): Readonly<Record<string, (call: Call) => void | Promise<void>>> {
  const checkEnabled = () => {
    if (!msd.enabled) throw refused('MsdDisabledError', 'MSD is disabled')
  }
  return {
    'POST /msd/set_params'(call) {
      const image = call.get('image')
      const params = {
        image: isMissing(image) ? image : image.includes('://') ? remoteBinding() : imageName(image),
        cdrom: optionalBool(call.get('cdrom')),
        rw: optionalBool(call.get('rw')),
      }
      checkEnabled()
      msd.setParams(params)
      call.ok()
    },

    'POST /msd/set_connected'(call) {
      const connected = bool(call.get('connected'))
      checkEnabled()
      msd.setConnected(connected)
      call.ok()
    },

    async 'POST /msd/write'(call) {
      const name = imageName(`${call.get('prefix') ?? ''}/${call.get('image') ?? ''}`.replace(/^\/(?=.)/, ''))
      const removeIncomplete = bool(call.get('remove_incomplete'), false)
      // Chunked bodies have no length, and kvmd wants to know it before the first byte.
      const size = int(call.request.headers['content-length'], { min: 0 })
      checkEnabled()
      const image = await msd.write(name, size, call.request, { removeIncomplete })
      call.ok({ image })
    },

    async 'POST /msd/write_remote'(call) {
      const url = httpUrl(call.get('url'))
      const timeout = float(call.get('timeout'), { min: 0.1, usual: 10 })
      const insecure = bool(call.get('insecure'), false)
      const removeIncomplete = bool(call.get('remove_incomplete'), false)
      checkEnabled()
      const remote = await openRemote(url, timeout, insecure)
      const image = call.get('image')
      const name = imageName(`${call.get('prefix') ?? ''}/${isMissing(image) ? remote.name : image}`.replace(/^\//, ''))
      call.onGone(() => remote.body.destroy())
      try {
        await msd.writeRemote(remote, name, removeIncomplete, call)
      } finally {
        remote.body.destroy()
      }
    },

    async 'GET /msd/read'(call) {
      const compress = call.get('compress')
      if (!isMissing(compress)) oneOf(compress, 'Compression mode', ['none', 'lzma', 'zstd'])
      const name = imageName(call.get('image') ?? '')
      checkEnabled()
      await msd.read(name, call)
    },

    'POST /msd/remove'(call) {
      const image = call.get('image')
      if (image === undefined) throw invalid('None argument is not a valid stripped string')
      const name = imageName(image)
      checkEnabled()
      msd.remove(name)
      call.ok()
    },

    'POST /msd/reset'(call) {
      checkEnabled()
      msd.reset()
      call.ok()
    },
  }
}

function remoteBinding(): never {
  throw refused('MsdRemoteDisabledError', 'Remote images binding is disabled')
}

function optionalBool(value: string | undefined): boolean | undefined {
  return isMissing(value) ? undefined : bool(value)
}

function httpUrl(value: string | undefined): string {
  if (isMissing(value)) throw invalid('None argument is not a valid HTTP|HTTPS URL')
  const url = URL.parse(value)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw invalid(`The argument '${value}' is not a valid HTTP|HTTPS URL`)
  }
  return value
}
