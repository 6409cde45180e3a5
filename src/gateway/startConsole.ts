import { type AddressInfo, isIP } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type PreviewServer, preview } from 'vite'
import type { BridgeTimes } from './bridge/Bridges.ts'
import type { SeatLimits } from './bridge/Seats.ts'
import type { GatewayConfig } from './config/GatewayConfig.ts'
import { decodeConfig, readConfigFile } from './config/readConfig.ts'
import { wheelhouseGateway } from './plugin.ts'

export interface ConsoleOptions {
  /** A wheelhouse.json: its path, or what would stand in it. */
  readonly config: string | object
  /** Folder with the built page. */
  readonly dist: string
  /** 0 (the default) takes any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** PEM texts; the console then speaks HTTPS with HTTP/2, and HTTP/1.1 for WebSockets. */
  readonly https?: { readonly cert: string; readonly key: string }
  readonly allowHosts?: readonly string[]
  /** Where the configuration does not say it. Default: only on loopback. */
  readonly adHoc?: boolean
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly bridgeTimes?: Partial<BridgeTimes>
  /** How many WebSockets at a time, in all and for one address. */
  readonly seats?: SeatLimits
  /** One line for whoever watches the terminal. */
  log?(message: string): void
}

export interface RunningConsole {
  /** `http://127.0.0.1:8080/` */
  readonly url: string
  readonly config: GatewayConfig
  /** Safe twice; ends every connection. */
  close(): Promise<void>
}

/** Vite looks for a free port first and takes it later: of several that start together, two may find the same. */
const freePortTries = 5

/**
 * Starts the console and its gateway on Vite's preview server. Rejects with `ConfigError` when the configuration is
 * wrong, and with `EADDRINUSE` as `code` when the port is taken.
 */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { port = 0, host = '127.0.0.1', https, env = process.env } = options
  const config =
    typeof options.config === 'string' ? readConfigFile(options.config, { env }) : decodeConfig(options.config, { env })
  const server = await open({ ...options, port, host }, config, port === 0 ? freePortTries : 1)
  const address = server.httpServer.address()
  if (address === null || typeof address === 'string') throw new Error('The console listens on no port.')
  return { url: urlOf(address, host, https !== undefined), config, close: () => server.close() }
}

async function open(
  options: ConsoleOptions & { host: string },
  config: GatewayConfig,
  tries: number,
): Promise<PreviewServer> {
  const { dist, port, host, https, allowHosts = [], bridgeTimes, seats, log = () => {} } = options
  try {
    return await preview({
      configFile: false,
      root: fileURLToPath(new URL('../..', import.meta.url)),
      base: './',
      logLevel: 'warn',
      build: { outDir: dist },
      preview: { port: port ?? 0, host, strictPort: true, ...(https === undefined ? {} : { https }) },
      plugins: [
        wheelhouseGateway({
          config,
          adHocByDefault: options.adHoc ?? isLoopback(host),
          allowHosts,
          log,
          ...(bridgeTimes === undefined ? {} : { bridgeTimes }),
          ...(seats === undefined ? {} : { seats }),
        }),
      ],
    })
  } catch (error) {
    const coded = withCode(error)
    const isTaken = coded instanceof Error && 'code' in coded && coded.code === 'EADDRINUSE'
    if (isTaken && tries > 1) return open(options, config, tries - 1)
    throw coded
  }
}

/** Whether only programs of this computer can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function urlOf({ port }: AddressInfo, host: string, encrypted: boolean): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `${encrypted ? 'https' : 'http'}://${name}:${port}/`
}

// Vite throws a plain sentence where Node had a code: vite dist/node, httpServerStart.
function withCode(error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error || !/^Port \d+ is already in use/.test(error.message)) return error
  return Object.assign(error, { code: 'EADDRINUSE' })
}
