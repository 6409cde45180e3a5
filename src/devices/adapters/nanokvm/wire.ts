import { z } from 'zod/mini'

/*
 * What a NanoKVM answers, after sipeed/NanoKVM server/proto. Go's empty slices arrive as `null`; fields differ by age and
 * are put together here, so that nobody above has to know which spelling it was.
 */

/** Every answer: a refusal is a code other than 0, with HTTP 200. */
export const replyWire = z.object({ code: z.number(), msg: z._default(z.string(), ''), data: z.optional(z.unknown()) })

const lists = <T>(item: z.ZodMiniType<T>) =>
  z.pipe(
    z.optional(z.nullable(z.array(item))),
    z.transform(found => found ?? []),
  )

export const nothing = z.unknown()

export const loginWire = z.nullish(z.object({ token: z.optional(z.string()) }))

export const accountWire = z.object({ username: z.string(), role: z._default(z.string(), 'admin') })

/** `ip` and `firmware` in 2.0.9, `ip` up to 2.2.5, `ips` since. */
export const infoWire = z.object({
  application: z.optional(z.string()),
  firmware: z.optional(z.string()),
  image: z._default(z.string(), ''),
  mdns: z._default(z.string(), ''),
  ip: z.optional(z.string()),
  ips: lists(z.object({ addr: z.string(), name: z._default(z.string(), '') })),
})

export const hardwareWire = z.object({ version: z.string() })
export const ledsWire = z.object({ pwr: z.boolean(), hdd: z.boolean() })
export const enabledWire = z.object({ enabled: z.boolean() })
export const hidModeWire = z.object({ mode: z.string() })
export const lampsWire = z.object({
  ...{ numLock: z.boolean(), capsLock: z.boolean(), scrollLock: z.boolean() },
  known: z.boolean(),
})

export const filesWire = z.object({ files: lists(z.string()) })
export const mountedWire = z.object({ file: z.string() })
export const cdromWire = z.object({ cdrom: z.number() })
export const virtualWire = z.object({ network: z.boolean(), disk: z.boolean() })
export const toggledWire = z.object({ on: z.boolean() })
/** `idle`, `in_progress`; since 2.5.0 also `success`, `failed`, `checksum_failed`. */
export const transferWire = z.object({
  status: z.string(),
  file: z._default(z.string(), ''),
  percentage: z._default(z.string(), ''),
})

export const hdmiWire = z.object({
  enabled: z.boolean(),
  signal: z.optional(z.boolean()),
  idleTimeout: z.optional(z.number()),
})

export const macsWire = z.object({ macs: lists(z.string()) })
export const usersWire = z.object({
  users: lists(
    z.object({
      ...{ username: z.string(), role: z.string(), enabled: z.boolean() },
      systemAccount: z.optional(z.boolean()),
    }),
  ),
})
export const scriptLogWire = z.object({ log: z._default(z.string(), '') })
export const hostnameWire = z.object({ hostname: z.string() })
export const titleWire = z.object({ title: z.string() })
export const swapWire = z.object({ size: z.number() })
export const oledWire = z.object({ exist: z.boolean(), sleep: z.number() })
export const jigglerWire = z.object({ enabled: z.boolean(), mode: z._default(z.string(), 'relative') })
export const shortcutsWire = z.object({
  shortcuts: lists(
    z.object({ id: z.string(), keys: lists(z.object({ code: z.string(), label: z._default(z.string(), '') })) }),
  ),
})

export const leaderKeyWire = z.object({ key: z._default(z.string(), '') })

/** An event on `/api/ws`: its content is JSON in a string. Early servers send another shape, which is passed over. */
export const eventWire = z.object({ type: z.string(), data: z.string() })
export const captureWire = z.object({
  ...{ ok: z.boolean(), result: z.number(), mode: z.string() },
  message: z._default(z.string(), ''),
})
export const modesWire = z.object({
  ...{ generation: z.string(), revision: z.number(), direct: z.number(), webrtc: z.number(), mixed: z.boolean() },
})

/** One picture of 2.2.7 to 2.2.9. */
export const jsonFrameWire = z.object({ isKeyFrame: z.boolean(), data: z.string(), timestamp: z.number() })
