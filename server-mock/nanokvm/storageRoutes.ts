import { z } from 'zod'
import { type Call, Refusal } from './Api'
import { has } from './ages'
import type { Nano } from './Nano'
import { ImageReader } from './Transfers'

const uploadNames = /^[a-zA-Z0-9._-]+$/

/** Images, virtual devices and transfers (server/service/storage, server/service/download). */
export function storageRoutes(nano: Nano): void {
  const { age, api, storage, transfers, pace } = nano
  const images = has(age, '2.1.0') ? '/api/storage/image' : '/api/storage/images'
  const refuseWithoutDisk = (code: number) => {
    if (!storage.virtual.disk) throw new Refusal(code, 'read failed')
  }
  api.admin('GET', images, () => ({ files: storage.list() }))
  api.admin('GET', `${images}/mounted`, () => {
    refuseWithoutDisk(-2)
    return { file: storage.mounted }
  })
  api.admin('POST', '/api/storage/image/mount', async call => {
    const { file, cdrom } = call.body(z.object({ file: z.string(), cdrom: z.boolean().optional() }))
    storage.mount(file, cdrom)
    await call.wait(200 * pace)
  })
  if (has(age, '2.2.1')) {
    api.admin('GET', '/api/storage/cdrom', () => {
      refuseWithoutDisk(-1)
      return { cdrom: storage.cdrom ? 1 : 0 }
    })
  }
  if (has(age, '2.3.0')) {
    api.admin('POST', '/api/storage/image/delete', call =>
      storage.remove(call.body(z.object({ file: z.string().min(1) })).file),
    )
  }
  api.admin('GET', '/api/vm/device/virtual', () => ({
    network: storage.virtual.network,
    ...(has(age, '2.4.0') && { media: false }),
    disk: storage.virtual.disk,
  }))
  api.admin('POST', '/api/vm/device/virtual', async call => {
    const { device } = call.body(z.object({ device: z.string() }), 'invalid argument')
    if (device !== 'disk' && device !== 'network') throw new Refusal(-2, 'invalid arguments')
    await call.wait(2000 * pace)
    return { on: storage.toggle(device) }
  })
  if (!has(age, '2.1.6')) return
  api.admin('GET', '/api/download/image/enabled', () => ({ enabled: true }))
  api.admin('GET', '/api/download/image/status', () => transfers.state)
  api.admin('POST', '/api/download/image', call => {
    const { file, sha256sum } = call.body(z.object({ file: z.string().min(1), sha256sum: z.string().optional() }))
    transfers.fetch(file, has(age, '2.5.0') ? sha256sum : undefined)
    return transfers.state
  })
  if (has(age, '2.5.0')) api.admin('POST', '/api/download/image/cancel', () => transfers.cancel())
  if (has(age, '2.3.1')) api.admin('POST', '/api/download/file', call => upload(nano, call))
}

async function upload({ age, storage, transfers }: Nano, { request }: Call): Promise<object> {
  const sum = has(age, '2.5.0') ? request.headers['x-sha256-sum'] : undefined
  if (typeof sum === 'string' && !/^[0-9a-f]{64}$/i.test(sum)) throw new Refusal(-1, 'invalid sha256sum')
  if (!request.isMultipart()) throw new Refusal(-1, 'invalid multipart data')
  const part = await request.file()
  if (part?.fieldname !== 'file') throw new Refusal(-1, 'file is required')
  const { filename, file } = part
  if (!filename) throw new Refusal(-1, 'no filename')
  const release = transfers.beginUpload(filename)
  try {
    if (!uploadNames.test(filename) || filename.includes('..')) throw new Refusal(-1, 'invalid filename')
    if (!filename.toLowerCase().endsWith('.iso')) throw new Refusal(-1, 'only .iso files allowed')
    const image = new ImageReader()
    for await (const bytes of file) image.push(bytes)
    if (request.socket.destroyed) throw new Refusal(-1, 'failed to read part')
    if (typeof sum === 'string' && image.digest() !== sum.toLowerCase()) throw new Refusal(-1, 'sha256 mismatch')
    if (!image.isIso) throw new Refusal(-1, 'file is not a valid ISO image')
    storage.images.set(`/data/${filename}`, { sizeBytes: image.sizeBytes, bootable: true })
  } finally {
    file.resume() // what is not read keeps the connection from ending
    release()
  }
  return { status: 'idle', file: '', percentage: '' }
}
