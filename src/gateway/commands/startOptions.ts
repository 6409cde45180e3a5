import { parseArgs } from 'node:util'
import { nearest } from '../../lib/text.ts'
import { UsageError } from './UsageError.ts'

export interface StartOptions {
  readonly config?: string
  readonly port: number
  readonly host: string
  readonly https: boolean
  readonly cert?: string
  readonly key?: string
  readonly allowHosts: readonly string[]
  /** Off loopback: whoever reaches the port may act with held credentials. */
  readonly trustNetwork: boolean
  readonly help: boolean
}

const known = {
  config: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  https: { type: 'boolean' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  'trust-network': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

export const usage = `npm start -- [options]

  --config FILE        the machines (default: wheelhouse.json; without one, demo machines are started)
  --port N             default 8080
  --host H             address to listen on (default 127.0.0.1; 0.0.0.0 for all, then with --https)
  --https              with a certificate made once and kept in .cache, or --cert FILE --key FILE
  --allow-host NAME    answer under this host name or address too; may be repeated
  --trust-network      with --host: everybody who reaches the port may control the machines whose credentials are held
`

/** Reads the options of `npm start`; throws `UsageError`. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`"${token.value}" is not an option.\n\n${usage}`)
    if (token.kind === 'option') checkOption(token.name, token.rawName, token.value)
  }
  const port = text(values.port)
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65535)) {
    throw new UsageError(`--port: expected a number from 0 to 65535, not "${port}".`)
  }
  const [config, cert, key] = [text(values.config), text(values.cert), text(values.key)]
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--cert and --key belong together: give both.')
  return {
    ...(config === undefined ? {} : { config }),
    port: port === undefined ? 8080 : Number(port),
    host: text(values.host) ?? '127.0.0.1',
    https: values.https === true || cert !== undefined,
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    allowHosts: (values['allow-host'] ?? []).flatMap(name => text(name) ?? []),
    trustNetwork: values['trust-network'] === true,
    help: values.help === true,
  }
}

function checkOption(name: string, written: string, value: string | undefined): void {
  const option = Object.entries(known).find(([key]) => key === name)?.[1]
  if (option === undefined) {
    const near = nearest(name, Object.keys(known))
    throw new UsageError(`${written} is no option.${near === undefined ? '' : ` Did you mean --${near}?`}\n\n${usage}`)
  }
  if (option.type === 'string' && (value === undefined || value === ''))
    throw new UsageError(`${written} needs a value.`)
  if (option.type === 'boolean' && value !== undefined) throw new UsageError(`${written} takes no value.`)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
