import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { decodeConfig, readConfigFile } from './config/readConfig.ts'
import { startDemo } from './demo.ts'
import { wheelhouseGateway } from './plugin.ts'

/** The gateway for `npm run dev`: the machines of wheelhouse.json, or the demo machines without one. */
export function devGateway(root: string): Plugin {
  const plugin = wheelhouseGateway(async () => {
    const shared = { adHocByDefault: true, log: (message: string) => process.stdout.write(`${message}\n`) }
    const file = join(root, 'wheelhouse.json')
    if (existsSync(file)) return { ...shared, config: readConfigFile(file) }
    const demo = await startDemo({ script: join(root, 'server-mock/main.ts'), cwd: root })
    return { ...shared, config: decodeConfig(demo.config), onClose: demo.close }
  })
  // Vitest reads vite.config.ts too, as a server that nobody opens; VITEST is what it sets first of all.
  return { ...plugin, apply: (_, { command }) => command === 'serve' && process.env.VITEST === undefined }
}
