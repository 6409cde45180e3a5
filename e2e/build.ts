import { fileURLToPath } from 'node:url'
import { buildPage as intoFolder } from '../src/gateway/commands/buildPage'
import { ensureBuild } from '../src/gateway/commands/ensureBuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Builds the page once for all journeys, as `npm start` would, and says where it is. */
export default async function buildPage(): Promise<void> {
  process.env.WHEELHOUSE_DIST = await ensureBuild({ root, log: console.log, build: intoFolder(root) })
}
