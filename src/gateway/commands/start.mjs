// `npm start`: what is needed is looked at here, in plain JavaScript; the rest is TypeScript (start.ts), run by tsx.
import { fileURLToPath } from 'node:url'
import { prepare } from './bootstrap.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
await prepare(root)
const { register } = await import('tsx/esm/api')
register()
const { main } = await import('./start.ts')
process.exit(await main(process.argv.slice(2), root))
