import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfigFile } from '../config/readConfig.ts'
import { jsonSchemaText } from '../config/schema.ts'
import { caddyfile } from '../generate/caddy.ts'
import type { GeneratedSite } from '../generate/GeneratedSite.ts'
import { nginxConf } from '../generate/nginx.ts'
import { websockifyTokens } from '../generate/websockify.ts'
import { printFile } from './printFile.ts'
import { printError, UsageError } from './UsageError.ts'

const usage = `npm run gateway -- caddy|nginx|websockify|schema [options] > file

  --config FILE          the machines (default: wheelhouse.json)
  --site URL             where the console is asked for (default http://127.0.0.1:8080)
  --dist DIR             folder with the built page (default: dist)
  --websockify HOST:PORT where websockify listens (default 127.0.0.1:6080)
  --cert FILE --key FILE for nginx with an https site
`

const outputs: Readonly<Record<string, (site: () => GeneratedSite) => string>> = {
  caddy: site => caddyfile(site()),
  nginx: site => nginxConf(site()),
  websockify: site => websockifyTokens(site().config),
  schema: jsonSchemaText,
}

/** `npm run gateway`: prints one file for production. Returns the exit code. */
export function generate(args: readonly string[], root: string): number {
  try {
    const { values, positionals } = read(args)
    const output = outputs[positionals[0] ?? '']
    if (output === undefined || positionals.length > 1) throw new UsageError(usage)
    const { config, site = 'http://127.0.0.1:8080' } = values
    if (!URL.canParse(site)) throw new UsageError(`--site: expected an address such as https://console.example.`)
    const text = output(() => ({
      config: readConfigFile(config ?? usualConfig(root), { env: {}, leaveOut: true }),
      site: new URL(site),
      dist: values.dist ?? join(root, 'dist'),
      websockify: values.websockify ?? '127.0.0.1:6080',
      cert: values.cert ?? '/etc/ssl/wheelhouse/cert.pem',
      key: values.key ?? '/etc/ssl/wheelhouse/key.pem',
    }))
    printFile(text)
    return 0
  } catch (error) {
    printError(error)
    return 1
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        site: { type: 'string' },
        dist: { type: 'string' },
        websockify: { type: 'string' },
        cert: { type: 'string' },
        key: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

function usualConfig(root: string): string {
  const usual = join(root, 'wheelhouse.json')
  if (!existsSync(usual)) throw new UsageError(`There is no ${usual}. Write one, or name another with --config.`)
  return usual
}
