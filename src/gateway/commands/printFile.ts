import { fstatSync, ftruncateSync, readFileSync, writeSync } from 'node:fs'

const stdout = 1
/** What `npm run` writes to standard output before the program it runs: npm lib/utils/display.js */
const banner = /^\n> \S+@\S+ \S+\n> [^\n]*\n\n$/

/**
 * Prints a generated file so that `npm run gateway -- caddy > Caddyfile` gives that file and nothing else: npm's own
 * two lines stand in it already, and neither Caddy nor nginx would take them for comments.
 */
export function printFile(text: string, env: Readonly<Record<string, string | undefined>> = process.env): void {
  const isNpm = env.npm_lifecycle_event === 'gateway' && env.npm_config_loglevel !== 'silent'
  if (isNpm && fstatSync(stdout).isFile() && banner.test(alreadyPrinted())) {
    ftruncateSync(stdout, 0)
    // At a position of its own: the one that npm left behind would fill the gap with zeros.
    writeSync(stdout, text, 0)
    return
  }
  if (isNpm && !process.stdout.isTTY) {
    process.stderr.write('npm’s own two lines stand before this; `npm run --silent gateway -- …` leaves them out.\n')
  }
  process.stdout.write(text)
}

// Whatever else stands there was somebody's, as after `>>`: it is left alone.
function alreadyPrinted(): string {
  try {
    return readFileSync('/dev/fd/1', 'utf8')
  } catch {
    return ''
  }
}
