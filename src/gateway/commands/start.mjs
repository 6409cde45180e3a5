// `npm start`: what is needed is looked at here, in plain JavaScript; the rest is TypeScript (start.ts), run by tsx.
import { fileURLToPath } from 'node:url'
import { ensureModules, nodeTooOld } from './bootstrap.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const tooOld = nodeTooOld(process.version)
if (tooOld !== undefined) {
  console.error(tooOld)
  process.exit(1)
}
try {
  await ensureModules(root)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
const { register } = await import('tsx/esm/api')
register()
const { main } = await import('./start.ts')
process.exit(await main(process.argv.slice(2), root))
