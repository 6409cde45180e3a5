import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfigFile } from '../config/readConfig.ts'
import { caddyfile } from '../generate/caddy.ts'
import type { GeneratedSite } from '../generate/GeneratedSite.ts'
import { nginxConf } from '../generate/nginx.ts'
import { websockifyTokens } from '../generate/websockify.ts'
import { startConsole } from '../startConsole.ts'
import { findDaemon, findProgram, freePort, type RunningDaemon, runDaemon } from './daemons.ts'

export type GatewayName = 'npm start' | 'caddy' | 'nginx'

export interface TriedGateway {
  readonly url: string
  stop(): Promise<void>
}

const secret = 's3cret:ü'

/** Starts one of the three gateways with the same configuration on a loopback port. */
export async function startGateway(name: GatewayName, config: object): Promise<TriedGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-gateway-'))
  const file = join(folder, 'wheelhouse.json')
  writeFileSync(file, JSON.stringify(config))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>built</title>')
  const started = await (name === 'npm start' ? startOurs(file, folder) : startGenerated(name, file, folder))
  const stop = async () => {
    await started.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...started, stop }
}

async function startOurs(config: string, dist: string): Promise<TriedGateway> {
  const { url, close } = await startConsole({ config, dist, env: { CONFORMANCE_PASSWORD: secret } })
  return { url, stop: close }
}

async function startGenerated(name: 'caddy' | 'nginx', file: string, folder: string): Promise<TriedGateway> {
  const program = await findDaemon(name)
  if (program === undefined) throw new Error(`${name} is not here`)
  const [port, bridgePort] = [await freePort(), await freePort()]
  const site: GeneratedSite = {
    config: readConfigFile(file, { env: {}, leaveOut: true }),
    site: new URL(`http://127.0.0.1:${port}`),
    dist: folder,
    websockify: `127.0.0.1:${bridgePort}`,
    cert: '',
    key: '',
  }
  const daemons: RunningDaemon[] = [await (name === 'caddy' ? runCaddy : runNginx)(program, site, folder, port)]
  const websockify = findProgram('websockify')
  if (websockify !== undefined) daemons.push(await runWebsockify(websockify, site, folder, bridgePort))
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      await Promise.all(daemons.map(daemon => daemon.stop()))
    },
  }
}

const environment = {
  KASM_AUTHORIZATION: `Basic ${Buffer.from(`ops:${secret}`).toString('base64')}`,
  RACK_PASSWORD: secret,
}

function runCaddy(program: string, site: GeneratedSite, folder: string, port: number): Promise<RunningDaemon> {
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, `{\n\tadmin off\n}\n${caddyfile(site)}`)
  const homes = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  return runDaemon(program, ['run', '--config', file, '--adapter', 'caddyfile'], port, { ...environment, ...homes })
}

function runNginx(program: string, site: GeneratedSite, folder: string, port: number): Promise<RunningDaemon> {
  // What envsubst does, as the file's own comment tells.
  const filled = Object.entries(environment).reduce(
    (text, [name, value]) => text.replaceAll(`\${${name}}`, value),
    nginxConf(site),
  )
  const file = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    kind => `${kind}_temp_path ${folder}/${kind};`,
  )
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    file,
    `${user} daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1; events {}
http { access_log off; types { text/html html; } ${temporary.join(' ')}
${filled}
}`,
  )
  return runDaemon(program, ['-p', folder, '-c', file, '-e', 'stderr'], port)
}

function runWebsockify(program: string, site: GeneratedSite, folder: string, port: number): Promise<RunningDaemon> {
  const file = join(folder, 'tokens')
  writeFileSync(file, websockifyTokens(site.config))
  return runDaemon(program, ['--token-plugin', 'TokenFile', '--token-source', file, `127.0.0.1:${port}`], port)
}
