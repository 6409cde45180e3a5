import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { decodeConfig, readConfigFile } from './config/readConfig.ts'
import { startDemo } from './demo.ts'
import { spreadNet } from './gate/exchangeScope.ts'
import { wheelhouseGateway } from './plugin.ts'

/** What of the project's folder the page is made of: not wheelhouse.json, nor passwords and keys beside it. */
const parts = ['index.html', 'src', 'public', 'node_modules']

/** The gateway for `npm run dev`: the machines of wheelhouse.json, or the demo machines without one. */
export function devGateway(root: string): Plugin[] {
  const gateway = wheelhouseGateway(async () => {
    const shared = { adHocByDefault: true, log: (message: string) => process.stdout.write(`${message}\n`) }
    const file = join(root, 'wheelhouse.json')
    if (existsSync(file)) return { ...shared, config: readConfigFile(file) }
    const waiting = (seconds: number) => shared.log(`Still waiting for the demo machines (${seconds} s) …`)
    const demo = await startDemo({ script: join(root, 'server-mock/main.ts'), cwd: root, waiting })
    return { ...shared, config: decodeConfig(demo.config), onClose: demo.close }
  })
  // Vitest reads vite.config.ts too, as a server that nobody opens; VITEST is what it sets first of all.
  const apply: Plugin['apply'] = (_, { command }) => command === 'serve' && process.env.VITEST === undefined
  return [
    { ...gateway, apply },
    { ...onlyThePage(root), apply },
  ]
}

/** Keeps Vite's development server to the files that the page is made of; it would serve the whole folder. */
export function onlyThePage(root: string): Plugin {
  return {
    name: 'wheelhouse-only-the-page',
    config: () => ({
      server: {
        fs: {
          strict: true,
          // A linked node_modules is served under its own path.
          allow: parts
            .map(part => join(root, part))
            .flatMap(path => (existsSync(path) ? [path, realpathSync(path)] : [])),
          deny: ['.env', '.env.*', '*.{crt,pem,key}', '**/.git/**', '**/wheelhouse*.json'],
        },
      },
    }),
    configureServer: ({ config }) => {
      spreadNet(message => config.logger.error(message))
    },
  }
}
