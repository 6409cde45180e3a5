import { z } from 'zod/mini'

/*
 * What kvmd sends, as it spells it. Every part may come alone, so every field of a part is optional here; what has to be
 * there for a capability is that capability's to say. Shapes: kvmd 1.102 (2020) to 4.197.
 */

const bool = z.optional(z.boolean())
const number = z.optional(z.number())
const text = z.optional(z.nullable(z.string()))

export const atxWire = z.object({
  enabled: bool,
  busy: bool,
  leds: z.optional(z.object({ power: z.boolean(), hdd: z.boolean() })),
})

const outputs = z.optional(z.object({ available: z.array(z.string()), active: z.string() }))

export const hidWire = z.object({
  enabled: bool,
  online: bool,
  busy: bool,
  connected: z.optional(z.nullable(z.boolean())),
  keyboard: z.optional(
    z.object({
      online: bool,
      leds: z.optional(z.object({ caps: z.boolean(), scroll: z.boolean(), num: z.boolean() })),
      outputs,
    }),
  ),
  mouse: z.optional(z.object({ online: bool, absolute: bool, outputs })),
  jiggler: z.optional(z.object({ enabled: bool, active: bool, interval: number })),
})

/** 2020: the free bytes; today: of which storage. `size` 0 is an image that was just removed. */
export const imageWire = z.object({
  complete: bool,
  removable: bool,
  writable: bool,
  in_storage: bool,
  size: number,
  mod_ts: number,
})

const transferWire = z.object({ name: z.string(), size: z.number(), written: number, readed: number })

export const msdWire = z.object({
  enabled: bool,
  online: bool,
  busy: bool,
  drive: z.optional(
    z.nullable(
      z.object({
        /** A name alone before 3.124. */
        image: z.optional(z.nullable(z.union([z.string(), z.extend(imageWire, { name: z.string() })]))),
        connected: bool,
        cdrom: bool,
        rw: bool,
      }),
    ),
  ),
  storage: z.optional(
    z.nullable(
      z.object({
        images: z.optional(z.record(z.string(), imageWire)),
        parts: z.optional(z.record(z.string(), z.object({ size: z.number(), free: z.number(), writable: bool }))),
        size: number,
        free: number,
        /** A boolean before 2.82. */
        uploading: z.optional(z.nullable(z.union([z.boolean(), transferWire]))),
        downloading: z.optional(z.nullable(transferWire)),
      }),
    ),
  ),
})

const gpioItemWire = z.object({
  type: z.string(),
  text: z.optional(z.string()),
  channel: z.optional(z.string()),
  color: z.optional(z.string()),
  confirm: bool,
})

const hardwareWire = z.optional(z.object({ driver: z.optional(z.string()) }))

export const gpioModelWire = z.object({
  scheme: z.object({
    inputs: z.record(z.string(), z.object({ hw: hardwareWire })),
    outputs: z.record(
      z.string(),
      z.object({
        switch: z.boolean(),
        pulse: z.object({ delay: z.number(), min_delay: z.number(), max_delay: z.number() }),
        hw: hardwareWire,
      }),
    ),
  }),
  view: z.object({
    /** A plain string before 3.153. */
    header: z.optional(z.object({ title: z.optional(z.union([z.string(), z.array(gpioItemWire)])) })),
    table: z.array(z.nullable(z.array(gpioItemWire))),
  }),
})

const channelWire = z.object({ online: z.boolean(), state: z.boolean(), busy: bool })

export const gpioStateWire = z.object({
  inputs: z.optional(z.record(z.string(), channelWire)),
  outputs: z.optional(z.record(z.string(), channelWire)),
})

export const gpioWire = z.object({ model: z.optional(gpioModelWire), state: z.optional(gpioStateWire) })

const range = z.optional(z.object({ min: z.number(), max: z.number() }))
const paramsWire = z.object({
  desired_fps: number,
  quality: number,
  resolution: z.optional(z.string()),
  h264_bitrate: number,
  h264_gop: number,
})

export const streamerWire = z.object({
  features: z.optional(z.object({ quality: bool, resolution: bool, h264: bool })),
  limits: z.optional(
    z.object({
      desired_fps: range,
      /** Before 2.18. */
      max_fps: number,
      h264_bitrate: range,
      h264_gop: range,
      available_resolutions: z.optional(z.array(z.string())),
    }),
  ),
  params: z.optional(paramsWire),
  applied: z.optional(paramsWire),
  streamer: z.optional(
    z.nullable(
      z.object({
        source: z.optional(
          z.object({
            online: bool,
            captured_fps: number,
            resolution: z.optional(z.object({ width: z.number(), height: z.number() })),
          }),
        ),
        stream: z.optional(z.object({ queued_fps: number, clients: number })),
        h264: z.optional(z.object({ fps: number })),
      }),
    ),
  ),
})

export const ocrWire = z.object({
  enabled: z.boolean(),
  langs: z.object({ default: z.array(z.string()), available: z.array(z.string()) }),
})

export const keymapsWire = z.object({
  keymaps: z.object({ default: z.string(), available: z.array(z.string()) }),
})

const flagWire = z.object({ now: z.boolean(), past: z.boolean() })

export const healthWire = z.object({
  temp: z.optional(z.object({ cpu: z.optional(z.nullable(z.number())) })),
  cpu: z.optional(z.object({ percent: z.optional(z.nullable(z.number())) })),
  mem: z.optional(
    z.object({ total: z.optional(z.nullable(z.number())), available: z.optional(z.nullable(z.number())) }),
  ),
  throttling: z.optional(z.nullable(z.object({ parsed_flags: z.record(z.string(), flagWire) }))),
})

const platformWire = z.object({ type: text, base: text, serial: text, model: text, video: text, board: text })

export const infoWire = z.object({
  system: z.optional(
    z.nullable(
      z.object({
        kvmd: z.optional(z.object({ version: z.string() })),
        streamer: z.optional(z.object({ app: text, version: text })),
        kernel: z.optional(z.object({ system: text, release: text, machine: text, version: text })),
        platform: z.optional(platformWire),
      }),
    ),
  ),
  /** Before 4.53, and today where the old shape is asked for. */
  hw: z.optional(z.nullable(z.object({ health: z.optional(healthWire), platform: z.optional(platformWire) }))),
  health: z.optional(z.nullable(healthWire)),
  auth: z.optional(z.nullable(z.object({ enabled: z.boolean() }))),
  meta: z.optional(z.nullable(z.object({ server: z.optional(z.object({ host: text })) }))),
  node: z.optional(z.nullable(z.object({ host: text }))),
  uptime: z.optional(z.nullable(z.object({ total: z.number() }))),
  fan: z.optional(
    z.nullable(
      z.object({
        monitored: z.boolean(),
        state: z.optional(
          z.nullable(
            z.object({
              fan: z.optional(z.object({ speed: number, ok: bool })),
              hall: z.optional(z.object({ rpm: number })),
            }),
          ),
        ),
      }),
    ),
  ),
  extras: z.optional(
    z.nullable(
      z.record(z.string(), z.object({ name: z.string(), enabled: bool, started: bool, place: number, port: number })),
    ),
  ),
})

const flags = z.array(z.boolean())

export const switchWire = z.object({
  model: z.optional(
    z.object({
      ports: z.array(z.object({ unit: z.number(), channel: z.number(), name: z.string(), id: z.string() })),
    }),
  ),
  summary: z.optional(z.object({ active_port: z.number(), active_id: z.string() })),
  video: z.optional(z.object({ links: flags })),
  usb: z.optional(z.object({ links: flags })),
  atx: z.optional(z.object({ busy: z.optional(flags), leds: z.object({ power: flags, hdd: flags }) })),
})

export const clientsWire = z.object({ count: z.number() })

export const loopWire = z.object({ version: z.optional(z.object({ major: z.number(), minor: z.number() })) })

export const messageWire = z.object({ event_type: z.string(), event: z.unknown() })

/** A line of `write_remote`, and the envelope of everything else. */
export const replyWire = z.object({ ok: z.boolean(), result: z.unknown() })
export const failureWire = z.object({ error: z.string(), error_msg: z.string() })
export const progressWire = z.object({ image: z.object({ name: z.string(), size: z.number(), written: z.number() }) })

/** What `/api/media` and the first message of its socket offer. */
export const mediaWire = z.object({
  video: z.object({ h264: z.optional(z.object({ profile_level_id: z.string() })) }),
})
export const mediaReplyWire = z.object({ media: mediaWire })
