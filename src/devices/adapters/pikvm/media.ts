import { derived } from '../../../lib/derived'
import { type Readable, whenValue } from '../../../lib/readable'
import { longRequests } from '../../../net/http'
import type { MediaCapability, MediaImage, MediaRules, MediaState, MediaTransfer } from '../../capabilities/media'
import { DeviceError } from '../../errors'
import { mayBeDone } from '../../mayBeDone'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'
import { readProgress } from './readProgress'
import { msdWire } from './wire'

/** Where a CD may become unreadable: 31.6 GiB (web/share/js/kvm/msd.js). */
const maxCdBytes = 33_957_083_136
/** kvmd looks at its storage once a second; until then a new image is not usable. */
const indexMs = 15_000
/** An answer was lost: whether the image has come all the same is seen by then. */
const lostMs = 4_000

const rules: MediaRules = {
  endings: [],
  canRead: true,
  canMountWritable: true,
  needsChecksum: 'never',
  fetchTakes: ['name', 'insecure'],
  maxCdBytes,
  needsEmptyDrive: true,
  storedName,
  checkName,
}

/** The mass storage drive. Selecting, CD and writable are kvmd's alone until it is connected. */
export function pikvmMedia({ client, state, viewOnly }: Kvmd): MediaCapability {
  const media = derived(state, mediaState)
  const setConnected = (connected: boolean, signal?: AbortSignal) =>
    client.post('api/msd/set_connected', { params: { connected }, ...(signal && { signal }) })
  return {
    state: media,
    rules,
    async refresh(signal) {
      await client.get('api/msd', msdWire, { ...(signal && { signal }) }) // pushed anyway; tells whether it answers
    },
    async mount(image, as, signal) {
      refuseIfViewOnly(viewOnly)
      if (media.getState().drive.connected) await setConnected(false, signal)
      const params = { image, cdrom: as.kind === 'cd', ...(as.kind === 'disk' && { rw: as.writable }) }
      await client.post('api/msd/set_params', { params, ...(signal && { signal }) })
      await setConnected(true, signal)
    },
    async eject(signal) {
      refuseIfViewOnly(viewOnly)
      await setConnected(false, signal)
    },
    async upload(file, { name = file.name, part = '', signal, onProgress }) {
      refuseIfViewOnly(viewOnly)
      const stored = storedName(name)
      const id = imageId(part, stored)
      refuseEarly(media.getState(), id, file.size, part)
      const release = await longRequests.take(signal)
      const stop = followProgress(media, id, onProgress)
      try {
        const params = { prefix: part, image: stored, remove_incomplete: true }
        // The file itself: the browser reads it from the disk as it goes out.
        await client.post('api/msd/write', { params, body: file, timeoutMs: 0, ...(signal && { signal }) })
      } catch (error) {
        if (!mayBeDone(error)) throw error
        // Only the answer may be lost: what the list says counts.
        await usable(media, id, lostMs, signal).catch(() => {
          signal?.throwIfAborted()
          throw new DeviceError('upload-cut', { cause: error })
        })
      } finally {
        stop()
        release()
      }
      onProgress?.(file.size, file.size)
      await usable(media, id, indexMs, signal)
    },
    async addByUrl(url, { name, part = '', insecure, signal, onProgress }) {
      refuseIfViewOnly(viewOnly)
      const wanted = name === undefined ? undefined : storedName(name)
      if (wanted !== undefined) refuseEarly(media.getState(), imageId(part, wanted), 0, part)
      const release = await longRequests.take(signal)
      try {
        const params = { url, image: wanted, prefix: part || undefined, insecure, remove_incomplete: true, timeout: 30 }
        const options = { params, method: 'POST', timeoutMs: 0, ...(signal && { signal }) } as const
        const answer = await client.open('api/msd/write_remote', options)
        const image = await readProgress(answer, onProgress, signal)
        if (image !== undefined) await usable(media, image, indexMs, signal)
      } catch (error) {
        throw wanted === undefined ? ofTheirName(error) : error
      } finally {
        release()
      }
    },
    async remove(image, signal) {
      refuseIfViewOnly(viewOnly)
      await client.post('api/msd/remove', { params: { image }, ...(signal && { signal }) })
    },
    href: image => client.url('api/msd/read', { image }),
    async reset(signal) {
      refuseIfViewOnly(viewOnly)
      await client.post('api/msd/reset', { ...(signal && { signal }) })
    },
  }
}

export function hasMedia({ msd }: KvmdState): boolean {
  return msd?.enabled === true
}

function mediaState({ msd }: KvmdState): MediaState {
  const { storage, drive } = msd ?? {}
  const image = drive?.image
  const mounted = typeof image === 'string' ? image : image?.name
  const transfer = transferOf(storage)
  return {
    online: msd?.online ?? false,
    busy: msd?.busy ?? false,
    drive: {
      connected: drive?.connected ?? false,
      ...(mounted !== undefined && { image: mounted }),
      as: drive?.cdrom === false ? { kind: 'disk', writable: drive.rw ?? false } : { kind: 'cd', writable: false },
    },
    images: storage?.images && imagesOf(storage.images),
    space: spaceOf(storage),
    ...(transfer && { transfer }),
  }
}

type Storage = NonNullable<NonNullable<KvmdState['msd']>['storage']>

function imagesOf(images: NonNullable<Storage['images']>): readonly MediaImage[] {
  return Object.entries(images)
    .filter(([, { size, mod_ts }]) => !(size === 0 && mod_ts === 0)) // was removed, and lingers for a second
    .map(([id, { complete, removable, writable, size, mod_ts }]) => ({
      ...{ id, name: id },
      ...(size !== undefined && { sizeBytes: size }),
      ...(complete !== undefined && { complete }),
      ...(mod_ts !== undefined && { changedAtMs: mod_ts * 1000 }),
      removable: removable ?? true,
      // Before 4.169 it was not told: everything but an .iso.
      writable: writable ?? !id.toLowerCase().endsWith('.iso'),
    }))
}

/** One part with everything before 3.206. */
function spaceOf(storage: Storage | null | undefined) {
  const { parts, size, free } = storage ?? {}
  if (!parts) {
    return size === undefined || free === undefined
      ? []
      : [{ id: '', sizeBytes: size, freeBytes: free, writable: true }]
  }
  return Object.entries(parts).map(([id, part]) => {
    return { id, sizeBytes: part.size, freeBytes: part.free, writable: part.writable ?? true }
  })
}

function transferOf(storage: Storage | null | undefined): MediaTransfer | undefined {
  const { uploading } = storage ?? {}
  if (uploading === true) return { kind: 'upload', name: '' }
  if (!uploading) return undefined
  const { name, size, written } = uploading
  return { kind: 'upload', name, totalBytes: size, ...(written !== undefined && { doneBytes: written }) }
}

function imageId(part: string, name: string): string {
  return part === '' ? name : `${part}/${name}`
}

/**
 * What the device would refuse, before gigabytes are on their way: its refusal comes while the body is still being sent,
 * and a browser shows that as a broken connection.
 */
function refuseEarly(state: MediaState, id: string, sizeBytes: number, part: string): void {
  if (!state.online) throw new DeviceError('action-refused', { detail: 'MSD is not found' })
  if (state.busy) throw new DeviceError('action-busy')
  if (state.drive.connected) throw new DeviceError('media-mounted')
  if (state.images?.some(image => image.id === id)) throw new DeviceError('media-exists', { detail: id })
  const free = state.space.find(known => known.id === part)?.freeBytes
  if (free !== undefined && free < sizeBytes) throw new DeviceError('media-full', { detail: `${free} < ${sizeBytes}` })
}

/** The device's own count: what was sent runs ahead of what is written. */
function followProgress(
  media: Readable<MediaState>,
  id: string,
  onProgress: ((doneBytes: number, totalBytes: number) => void) | undefined,
): () => void {
  if (!onProgress) return () => {}
  return media.subscribe(({ transfer }) => {
    if (transfer?.name !== id || transfer.doneBytes === undefined || transfer.totalBytes === undefined) return
    onProgress(transfer.doneBytes, transfer.totalBytes)
  })
}

/** The name is the one at the end of the address, after all that it leads to: nobody here knows it. */
function ofTheirName(error: unknown): unknown {
  const isTaken = error instanceof DeviceError && error.reason === 'media-exists' && error.detail === error.said
  return isTaken
    ? new DeviceError('media-named-exists', { ...(error.said && { said: error.said }), cause: error })
    : error
}

async function usable(media: Readable<MediaState>, id: string, withinMs: number, signal?: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(withinMs)
  const isThere = ({ images }: MediaState) =>
    images?.some(image => image.id === id && image.complete !== false) ?? false
  try {
    await whenValue(media, isThere, signal ? AbortSignal.any([signal, limit]) : limit)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw new DeviceError('action-timeout', { detail: id, cause: error })
  }
}

/** Beside each image stands `.__<name>.incomplete` while it is written (kvmd/plugins/msd/otg/storage.py): 255 less 14. */
const mostNameBytes = 241
/** What Python's `str.isprintable` refuses. */
const unprintable = /(?! )[\p{C}\p{Z}]/gu

/** Trimmed, and `_` for what cannot be printed: kvmd/validators/os.py, `valid_printable_filename`. */
function storedName(name: string): string {
  return name.trim().replace(unprintable, '_')
}

/** kvmd/validators/kvm.py:47-61, of one part of a path. Longer names fail inside, as HTTP 500. */
function checkName(name: string): ReturnType<MediaRules['checkName']> {
  const stored = storedName(name)
  if (stored === '' || stored === 'lost+found' || stored.includes('/')) return 'bad-characters'
  if (stored.startsWith('.')) return 'hidden'
  return new TextEncoder().encode(stored).length > mostNameBytes ? 'too-long' : 'ok'
}
