import type { TestProject } from 'vitest/node'
import { RfbServer } from './RfbServer'

/** One RFB server for all browser tests of a run; each connection says in its query how it wants to be treated. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await RfbServer.start()
  project.provide('rfbPort', server.port)
  return () => server.close()
}
