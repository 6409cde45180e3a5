/** Why H.264 cannot be shown here: keys of `Sources.fallback` in `devices/capabilities/display.ts`. */
export type H264Lack = 'no-webcodecs' | 'insecure-context' | 'decoder-failed'

/** Some builds never settle the question (novnc/noVNC#2034). */
const answerWithinMs = 2_000

/** Whether this browser shows H.264, `codec` as in `avc1.42E01F`. Never rejects and always answers. */
export async function h264Support(codec = 'avc1.42E01F'): Promise<'supported' | H264Lack> {
  if (!('VideoDecoder' in globalThis)) return globalThis.isSecureContext ? 'no-webcodecs' : 'insecure-context'
  const none = new Promise<undefined>(resolve => setTimeout(resolve, answerWithinMs))
  const asked = VideoDecoder.isConfigSupported({ codec, optimizeForLatency: true }).catch(() => undefined)
  const answer = await Promise.race([asked, none])
  return answer?.supported === true ? 'supported' : 'decoder-failed'
}
