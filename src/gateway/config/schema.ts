import { z } from 'zod'
import { gatewayFamilies } from '../../devices/gateways.ts'
import { deviceIdPattern } from '../../lib/deviceId.ts'
import { scopes } from '../../lib/scopes.ts'

const common = {
  id: z
    .string()
    .regex(deviceIdPattern, 'expected an id of lower-case letters, digits and "-", such as "rack-7"')
    .meta({ description: 'Part of the URL and of bookmarks: /devices/<id>/, ?device=<id>.' }),
  name: z.string().min(1).optional().meta({ description: 'What people read; the id when absent.' }),
  group: z.string().min(1).optional(),
  tags: z.array(z.string().min(1)).optional(),
}

function entryOf(family: (typeof gatewayFamilies)[number]) {
  return z.strictObject({ ...common, family: z.literal(family.id), ...family.keys })
}

const [first, ...rest] = gatewayFamilies
if (first === undefined) throw new Error('devices/gateways.ts lists no family')

/** One device of wheelhouse.json, its keys those of its family. */
export const entrySchema = z.discriminatedUnion('family', [entryOf(first), ...rest.map(entryOf)], {
  error: issue =>
    issue.code === 'invalid_union' ? `expected ${listed(gatewayFamilies.map(({ id }) => id))}` : undefined,
})

const origin = z
  .string()
  .regex(
    /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/,
    'expected an origin such as "https://portal.example", lower case, without path or "*"',
  )

const setting = z.union([z.string(), z.number(), z.boolean()], {
  error: 'expected a text, a number, true or false',
})

/** wheelhouse.json, whole: the one place that says what may stand in it. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  devices: z.array(entrySchema),
  adHoc: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the page may open any WebSocket URL. Default: true in npm start on loopback.' }),
  embed: z
    .strictObject({ origins: z.record(origin, z.array(z.enum(scopes))) })
    .optional()
    .meta({ description: 'Which sites may show the console in a frame, and what each may do there.' }),
  settings: z
    .strictObject({ defaults: z.record(z.string(), setting).optional(), locked: z.array(z.string()).optional() })
    .optional()
    .meta({ description: 'What every operator starts with, and what none may change.' }),
})

/** The JSON Schema that editors read, generated so that it cannot disagree with the decoder. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' })
  return `${JSON.stringify({ title: 'wheelhouse.json', ...schema }, null, 2)}\n`
}

function listed(words: readonly string[]): string {
  return words.map(word => `"${word}"`).join(', ')
}
