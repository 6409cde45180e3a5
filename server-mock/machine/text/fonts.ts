import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GlobalFonts } from '@napi-rs/canvas'

const packages = { 'Machine Sans': ['inter', 'inter'], 'Machine Mono': ['jetbrains-mono', 'jetbrains-mono'] } as const

/** The console's own two families, from its packages; DejaVu, which Debian has, fills in what they lack. */
export const sans = '"Machine Sans", "DejaVu Sans", sans-serif'
export const mono = '"Machine Mono", "DejaVu Sans Mono", monospace'

for (const [alias, [name, file]] of Object.entries(packages)) {
  const folder = packageFolder(`@fontsource-variable/${name}`)
  for (const script of ['latin', 'latin-ext', 'greek', 'cyrillic']) {
    const path = join(folder, 'files', `${file}-${script}-wght-normal.woff2`)
    if (existsSync(path)) GlobalFonts.registerFromPath(path, alias)
  }
}

function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch {
    return ''
  }
}
