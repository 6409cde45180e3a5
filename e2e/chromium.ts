import { existsSync } from 'node:fs'

/** Debian's own Chromium where it is, Playwright's elsewhere. */
const debian = '/usr/bin/chromium'

/** How tests start Chromium: without a sandbox as root, without a GPU, and without a word to the world outside. */
export const chromium = {
  ...(existsSync(debian) && { executablePath: debian }),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
