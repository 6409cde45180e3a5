import { z } from 'zod'
import { sent } from './Api'
import { has } from './ages'
import { mjpegStream } from './mjpegStream'
import type { Nano } from './Nano'

/** MJPEG and its "send only what changed" (server/service/stream/mjpeg). */
export function streamRoutes(nano: Nano): void {
  const { age, api, capture, detect, pace } = nano
  api.user('GET', '/api/stream/mjpeg', ({ account, reply }) => {
    reply.hijack()
    const end = mjpegStream(age, capture, detect, reply.raw)
    const forget = nano.addSession(account, end)
    reply.raw.once('close', forget)
    return sent
  })
  if (has(age, '2.2.3')) {
    api.user('POST', '/api/stream/mjpeg/detect', call =>
      detect.set(call.body(z.object({ enabled: z.boolean() })).enabled),
    )
    api.user('POST', '/api/stream/mjpeg/detect/stop', async call => {
      const seconds = call.body(z.object({ duration: z.number().int().optional() })).duration || 10
      detect.pause(seconds * 1000 * pace)
      await call.wait(seconds * 1000 * pace)
    })
    return
  }
  api.user('GET', '/api/stream/mjpeg/detect', () => ({ enabled: detect.enabled }))
  api.user('POST', '/api/stream/mjpeg/detect', () => {
    detect.set(!detect.enabled)
    return { enabled: detect.enabled }
  })
  api.user('POST', '/api/stream/mjpeg/detect/stop', () => {
    if (detect.enabled) detect.pause(20_000 * pace)
  })
}
