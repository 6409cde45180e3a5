import { build } from 'vite'

/**
 * Builds the page of the repository at `root` into a folder, for production whatever the environment says: test runners
 * set NODE_ENV, and the build would then hold React's development half and be kept for everybody.
 */
export function buildPage(root: string): (outDir: string) => Promise<void> {
  return async outDir => {
    const before = process.env.NODE_ENV
    process.env.NODE_ENV = 'production'
    try {
      await build({ root, logLevel: 'warn', build: { outDir, emptyOutDir: true } })
    } finally {
      if (before === undefined) delete process.env.NODE_ENV
      else process.env.NODE_ENV = before
    }
  }
}
