import type { NanokvmClient } from './NanokvmClient'

/** What this firmware speaks, as found out by asking; never by its version, which forks and test builds get wrong. */
export interface NanokvmDialect {
  /** Several accounts with roles; signing out ends one session only. */
  readonly accounts: boolean
  /** 2.5.0: lock lamps, flow control of H.264 direct, downloads that can be cancelled and tell how they ended. */
  readonly lamps: boolean
  readonly hid: 'binary' | 'json-b' | 'json-a'
  /** JSON only: the sign of a wheel's delta that scrolls down. */
  readonly wheelDown: 1 | -1
  /** What the paths of images are called. */
  readonly images: 'api/storage/image' | 'api/storage/images'
  readonly leds: 'api/vm/gpio' | 'api/vm/gpio/led'
  /** MJPEG's "send only what changed": set to a value, or flipped and readable. */
  readonly frameDetect: 'explicit' | 'toggle'
  readonly cdFlag: boolean
  readonly direct: boolean
  readonly downloads: boolean
  /** Uploads, and with them removal. */
  readonly uploads: boolean
  /** Languages that `hid/paste` knows beside the US layout. */
  readonly pasteLayouts: readonly ('de' | 'fr')[]
}

/**
 * Asks for paths that came with what we want to know (sipeed/NanoKVM server/router at its tags). A path that came later
 * proves the earlier ones, so that new firmware is asked little. All are harmless reads.
 */
export async function probeDialect(client: NanokvmClient, signal: AbortSignal): Promise<NanokvmDialect> {
  const has = (path: string) => client.has(path, signal)
  const accounts = await has('api/auth/users')
  const lamps = accounts || (await has('api/hid/leds')) // 2.5.0
  const binary = lamps || (await has('api/hid/shortcuts')) // 2.3.2
  const uploads = binary || (await has('api/vm/autostart')) // 2.3.1
  const wifi = uploads || (await has('api/network/wifi')) // 2.1.3, with the second dialect
  const direct = uploads || (await has('api/stream/h264/direct')) // 2.2.7
  const explicit = direct || !(await has('api/stream/mjpeg/detect')) // readable up to 2.2.2
  const cdFlag = explicit || (await has('api/storage/cdrom')) // 2.2.1
  const downloads = cdFlag || (await has('api/download/image/enabled')) // 2.1.6
  const renamed = wifi || downloads || (await has('api/storage/image')) // 2.1.0
  const french = lamps || (binary && (await has('api/network/dns'))) // 2.4.1
  return {
    ...{ accounts, lamps, cdFlag, direct, downloads, uploads },
    hid: binary ? 'binary' : wifi ? 'json-b' : 'json-a',
    wheelDown: uploads ? -1 : 1,
    images: renamed ? 'api/storage/image' : 'api/storage/images',
    leds: renamed ? 'api/vm/gpio' : 'api/vm/gpio/led',
    frameDetect: explicit ? 'explicit' : 'toggle',
    pasteLayouts: uploads ? (french ? ['de', 'fr'] : ['de']) : [],
  }
}

/** In one line, for a report: what an operator of another device would have to compare. */
export function dialectText(dialect: NanokvmDialect): string {
  const { hid, direct, lamps, frameDetect, accounts, images } = dialect
  const parts = [
    `HID ${hid}`,
    direct ? `H.264 direct${lamps ? ' with acknowledgements' : ''}` : 'MJPEG only',
    `frame detection ${frameDetect}`,
    `images at ${images.slice('api/'.length)}`,
    ...(accounts ? ['accounts'] : []),
  ]
  return parts.join(', ')
}
