import { isSame } from '../../../lib/derived'
import { writable } from '../../../lib/readable'
import { decodeJson } from '../../../net/decode'
import { UnreachableError } from '../../../net/errors'
import { longRequests } from '../../../net/http'
import { upload } from '../../../net/upload'
import type {
  MediaCapability,
  MediaImage,
  MediaRules,
  MediaState,
  MediaTransfer,
  MountAs,
} from '../../capabilities/media'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import { nanokvmFailure } from './nanokvmFailure'
import { cdromWire, filesWire, mountedWire, nothing, replyWire, toggledWire, transferWire, virtualWire } from './wire'

/** The device tells its progress as often; a short transfer is over before, so the first looks come sooner. */
const pollMs = 2_500
const firstPollMs = 250
/** A virtual device is switched by taking the whole USB gadget down and up. */
const switchMs = 30_000

const noDrive: MediaState['drive'] = { connected: false, as: { kind: 'disk', writable: true } }

/** Upload names: server/service/download/service.go; an `.img` cannot be uploaded, only fetched. */
/** Of a file name: the file system's own. */
const mostNameBytes = 255

const oldRules: MediaRules = {
  endings: ['.iso'],
  canRead: false,
  canMountWritable: true,
  needsChecksum: 'never',
  fetchTakes: [], // named by the last part of the address: server/service/download/service.go
  needsEmptyDrive: false,
  checkName(name) {
    if (name.startsWith('.')) return 'hidden'
    if (!/^[a-zA-Z0-9._-]+$/.test(name) || name.includes('..')) return 'bad-characters'
    if (name.length > mostNameBytes) return 'too-long' // all of them are ASCII by now
    return /\.iso$/i.test(name) ? 'ok' : 'bad-ending'
  },
}

/** 2.5.0 compares checksums; older firmware would pass one over. */
const rules: MediaRules = { ...oldRules, needsChecksum: 'optional' }

/** Images on the device and the drive the machine sees. Nothing is pushed: asked by `refresh`, and after what we do. */
export function nanokvmMedia({ client, dialect, viewOnly }: Nanokvm): MediaCapability {
  const state = writable<MediaState>({ online: false, busy: false, drive: noDrive, images: undefined, space: [] })
  const tell = (change: Partial<MediaState>) => {
    const next = { ...state.getState(), ...change }
    if (!isSame(next, state.getState())) state.set(next)
  }
  /** Toggles are flipped one after another: each looks first what is so. */
  let switching: Promise<unknown> = Promise.resolve()

  const capability: MediaCapability = {
    state,
    get rules() {
      return state.getState().online && dialect().lamps ? rules : oldRules
    },
    refresh,
    async mount(image, as, signal) {
      await change(async () => {
        // Without the flag the device keeps the one it has: from CD to disk one must eject first.
        const { drive } = state.getState()
        if (drive.connected && drive.as.kind !== as.kind) await mountFile({ file: '' }, signal)
        await mountFile({ file: image, cdrom: as.kind === 'cd' }, signal)
      }, signal)
    },
    eject: signal => change(() => mountFile({ file: '' }, signal), signal),
    async upload(file, { name = file.name, sha256, signal, onProgress }) {
      refuseIfViewOnly(viewOnly)
      if (!dialect().uploads) throw new DeviceError('not-supported', { detail: 'upload' })
      if (idOf(name)) throw new DeviceError('media-exists', { detail: name })
      const release = await longRequests.take(signal)
      const form = new FormData()
      form.set('file', file, name)
      try {
        const answer = await upload(client.url('api/download/file'), form, {
          ...(sha256 && { headers: { 'X-SHA256-Sum': sha256 } }),
          ...(signal && { signal }),
          onProgress: sent => {
            const doneBytes = Math.min(sent, file.size)
            tell({ transfer: { kind: 'upload', name, doneBytes, totalBytes: file.size } })
            onProgress?.(doneBytes, file.size)
          },
        })
        const { code, msg } = decodeJson(replyWire, answer)
        if (code !== 0) throw new DeviceError('action-refused', { code, ...(msg && { said: msg }) })
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw nanokvmFailure(error, 'action')
        // Only the answer may be lost: a file gets its name when all of it is there.
        await refresh().catch(() => {})
        if (!idOf(name)) throw new DeviceError('upload-cut', { cause: error })
      } finally {
        release()
        dropTransfer()
        await refresh().catch(() => {})
      }
    },
    async addByUrl(url, { sha256, signal, onProgress }) {
      refuseIfViewOnly(viewOnly)
      if (!dialect().downloads) throw new DeviceError('not-supported', { detail: 'download' })
      await client.send('POST', 'api/download/image', { file: url, ...(sha256 && { sha256sum: sha256 }) }, nothing)
      try {
        await followFetch(url, onProgress, signal)
      } finally {
        await refresh().catch(() => {})
      }
    },
    async remove(image, signal) {
      if (state.getState().drive.image === image) throw new DeviceError('media-mounted') // the device would not mind
      if (!idOf(image)) throw new DeviceError('action-refused', { detail: 'not an image of this device' })
      await change(
        () => client.post('api/storage/image/delete', { file: image }, { ...(signal && { signal }) }),
        signal,
      )
    },
    setVirtual(device, on, signal) {
      const flip = async () => {
        refuseIfViewOnly(viewOnly)
        const now = await client.get('api/vm/device/virtual', virtualWire, { ...(signal && { signal }) })
        if (now[device] === on) return on
        // Not the signal: it is a toggle, and one that was sent is flipped.
        return (await client.send('POST', 'api/vm/device/virtual', { device }, toggledWire, { timeoutMs: switchMs })).on
      }
      const done = switching.then(() => busyWhile(flip))
      switching = done.catch(() => {})
      return done
    },
  }
  return capability

  async function refresh(signal?: AbortSignal): Promise<void> {
    const options = signal ? { signal } : {}
    const { images, cdFlag, uploads, downloads } = dialect()
    const { files } = await client.get(images, filesWire, options)
    const virtual = await client.get('api/vm/device/virtual', virtualWire, options)
    const drive = virtual.disk ? await readDrive(images, cdFlag, options) : noDrive
    const transfer = downloads ? await readTransfer(options) : undefined
    const { transfer: ours, ...rest } = state.getState()
    const shown = transfer ?? (ours?.kind === 'upload' ? ours : undefined)
    const next = { ...rest, online: true, drive, virtual, images: files.map(file => imageOf(file, uploads)) }
    const told: MediaState = shown ? { ...next, transfer: shown } : next
    if (!isSame(told, state.getState())) state.set(told)
  }

  async function readDrive(images: string, cdFlag: boolean, options: object): Promise<MediaState['drive']> {
    const { file } = await client.get(`${images}/mounted`, mountedWire, options)
    if (file === '') return noDrive
    const isCd = cdFlag ? (await client.get('api/storage/cdrom', cdromWire, options)).cdrom !== 0 : /\.iso$/i.test(file)
    const as: MountAs = isCd ? { kind: 'cd', writable: false } : { kind: 'disk', writable: true }
    return { connected: true, image: file, as }
  }

  /** What the device fetches now, by whomever. */
  async function readTransfer(options: object): Promise<MediaTransfer | undefined> {
    const { status, file, percentage } = await client.get('api/download/image/status', transferWire, options)
    if (status !== 'in_progress') return undefined
    const share = shareOf(percentage)
    return { kind: 'fetch', name: file, ...(share !== undefined && { share }) }
  }

  async function followFetch(
    url: string,
    onProgress: ((doneBytes: number | undefined, totalBytes: number | undefined) => void) | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (let waitMs = firstPollMs; ; waitMs = Math.min(pollMs, 2 * waitMs)) {
      const { status, percentage } = await client.get('api/download/image/status', transferWire)
      const share = shareOf(percentage)
      // Before 2.5.0 its end is told, and not how it ended: the list shows it.
      if (status !== 'in_progress') {
        dropTransfer()
        if (status === 'failed' || status === 'checksum_failed')
          throw new DeviceError('action-refused', { detail: status })
        return
      }
      tell({ transfer: { kind: 'fetch', name: url, ...(share !== undefined && { share }) } })
      onProgress?.(share, share === undefined ? undefined : 1)
      await pause(waitMs, signal)
      if (signal?.aborted) {
        if (dialect().lamps) await client.post('api/download/image/cancel', {}, { timeoutMs: 15_000 })
        dropTransfer()
        throw signal.reason
      }
    }
  }

  /** Nothing else is tried meanwhile; afterwards the device is asked what is so. */
  async function change(run: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    refuseIfViewOnly(viewOnly)
    signal?.throwIfAborted()
    await busyWhile(run)
  }

  async function busyWhile<T>(run: () => Promise<T>): Promise<T> {
    if (state.getState().busy) throw new DeviceError('action-busy')
    tell({ busy: true })
    try {
      return await run()
    } finally {
      tell({ busy: false })
      await refresh().catch(() => {}) // what failed has told why
    }
  }

  function mountFile(body: { file: string; cdrom?: boolean }, signal?: AbortSignal): Promise<void> {
    return client.post('api/storage/image/mount', body, { timeoutMs: switchMs, ...(signal && { signal }) })
  }

  function dropTransfer(): void {
    const { transfer: _, ...rest } = state.getState()
    state.set(rest)
  }

  function idOf(nameOrId: string): string | undefined {
    return state.getState().images?.find(({ id, name }) => id === nameOrId || name === nameOrId)?.id
  }
}

function imageOf(file: string, removable: boolean): MediaImage {
  return { id: file, name: file.slice(file.lastIndexOf('/') + 1), removable, writable: true }
}

/** `12.34%`, or nothing where the source tells no length. */
function shareOf(percentage: string): number | undefined {
  const percent = Number.parseFloat(percentage)
  return Number.isFinite(percent) ? percent / 100 : undefined
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(end, ms)
    function end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    signal?.addEventListener('abort', end, { once: true })
  })
}
