import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { GatewayConfig, GatewayDevice } from '../config/GatewayConfig.ts'
import { readConfigFile } from '../config/readConfig.ts'
import { type Demo, startDemo } from '../demo.ts'
import { spreadNet } from '../gate/exchangeScope.ts'
import { isLoopback, type RunningConsole, startConsole } from '../startConsole.ts'
import { buildPage } from './buildPage.ts'
import { readKeyPair, selfSignedPair } from './certificate.ts'
import { ensureBuild } from './ensureBuild.ts'
import { portHolder } from './portHolder.ts'
import { readStartOptions, type StartOptions, usage } from './startOptions.ts'
import { printError, UsageError } from './UsageError.ts'

/** `npm start`: builds what is stale, starts console and gateway, says where. Resolves with the exit code. */
export async function main(args: readonly string[], root: string): Promise<number> {
  let demo: Demo | undefined
  try {
    const options = readStartOptions(args)
    if (options.help) {
      console.log(usage)
      return 0
    }
    const file = configFile(options, root)
    // Everything wrong with it is said before anything is built.
    if (file !== undefined) refuseOpenGateway(readConfigFile(file), options)
    const dist = await ensureBuild({ root, build: buildOrSay(root), log: console.log })
    if (file === undefined) demo = await startMachines(root)
    spreadNet(console.error)
    const running = await listen(options, root, dist, file ?? demo?.config ?? {})
    announce(running, options, demo !== undefined)
    await untilInterrupted()
    demo?.close()
    await running.close()
    return 0
  } catch (error) {
    demo?.close()
    printError(error)
    return 1
  }
}

/**
 * Whoever reaches the port acts with the credentials that the gateway holds, until operators sign in: that needs more than
 * an address to listen on.
 */
function refuseOpenGateway({ devices }: GatewayConfig, { host, trustNetwork }: StartOptions): void {
  const held = devices.filter(({ credentials }) => credentials !== undefined).map(({ id }) => id)
  if (isLoopback(host) || trustNetwork || held.length === 0) return
  throw new UsageError(
    `--host ${host}: everybody who reaches this port would control the machines whose credentials the gateway holds (${held.join(', ')}), without signing in. If you trust everyone on that network with them, add --trust-network. Otherwise leave --host away, or take "credentials" out of wheelhouse.json so that the machines ask for a password themselves.`,
  )
}

function configFile({ config }: StartOptions, root: string): string | undefined {
  if (config !== undefined) return config
  const usual = join(root, 'wheelhouse.json')
  return existsSync(usual) ? usual : undefined
}

function buildOrSay(root: string) {
  return async (outDir: string): Promise<void> => {
    await buildPage(root)(outDir).catch((error: unknown) => {
      throw new UsageError(`The page could not be built: ${error instanceof Error ? error.message : String(error)}`)
    })
  }
}

async function startMachines(root: string): Promise<Demo> {
  console.log('No wheelhouse.json here: starting demo machines …')
  const onEnd = () => console.error('The demo machines have ended; the console goes on without them.')
  const waiting = (seconds: number) => console.log(`Still waiting for the demo machines (${seconds} s) …`)
  return startDemo({ script: join(root, 'server-mock/main.ts'), cwd: root, waiting, onEnd }).catch((error: unknown) => {
    throw error instanceof Error ? new UsageError(error.message) : error
  })
}

async function listen(
  { port, host, https, cert, key, allowHosts }: StartOptions,
  root: string,
  dist: string,
  config: string | object,
): Promise<RunningConsole> {
  const pair =
    cert !== undefined && key !== undefined
      ? readKeyPair(cert, key)
      : https
        ? await selfSignedPair(root, allowHosts)
        : undefined
  return startConsole({
    config,
    dist,
    port,
    host,
    allowHosts,
    ...(pair === undefined ? {} : { https: pair }),
    log: console.log,
  }).catch((error: unknown) => {
    throw explained(error, port, host)
  })
}

function explained(error: unknown, port: number, host: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    const holder = portHolder(port)
    const who = holder ? `process ${holder.pid} (${holder.command})` : 'another program'
    return new UsageError(`Port ${port} is taken by ${who}. End it, or choose another: npm start -- --port ${port + 1}`)
  }
  if (code === 'EACCES') return new UsageError(`Port ${port} needs more rights. Choose one above 1023 with --port.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new UsageError(`--host ${host} is not an address of this computer.`)
  }
  return error
}

function announce({ url, config }: RunningConsole, { host, https }: StartOptions, isDemo: boolean): void {
  console.log(`\nWheelhouse: ${url}\n`)
  const rows = config.devices.map(describe)
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0), 0))
  for (const row of rows) console.log(`  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
  if (isDemo) console.log('\nThis is a demo. Name your own machines in wheelhouse.json (docs/gateway.md).')
  if (!isLoopback(host) && config.devices.some(({ credentials }) => credentials !== undefined)) {
    console.log(
      '\nWarning: everybody who reaches this port controls the machines marked "credentials held", without signing in.',
    )
  }
  if (!isLoopback(host) && !https) {
    console.log(
      '\nWithout --https, browsers on other computers get no H.264 (WebCodecs), no clipboard and no wake lock, and cannot tell this gateway which site a request comes from.',
    )
  }
  console.log('\nCtrl-C ends it.')
}

function describe({ id, name, family, url, screen, terminal, credentials }: GatewayDevice): string[] {
  const target = screen ?? terminal
  const address = url?.href ?? (target === undefined ? '' : `${target.host}:${target.port}`)
  return [id, name === id ? '' : name, family.label, `${address}${credentials ? '  (credentials held)' : ''}`]
}

function untilInterrupted(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
