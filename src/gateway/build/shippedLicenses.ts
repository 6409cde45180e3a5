import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'
import { z } from 'zod'

/** What tools put into a build, under names that are no files. */
const fromTools: readonly [RegExp, string][] = [
  [/vite\/(preload-helper|modulepreload-polyfill)/, 'vite'],
  [/rolldown\/runtime/, 'rolldown'],
]

/** Software inside of packages that do not carry its license along: texts in `licenses/`. */
const inside: Readonly<Record<string, readonly string[]>> = {
  '@cwasm/jpeg-turbo': ['libjpeg-turbo'],
  'tesseract.js-core': ['leptonica'],
}

const isLicense = /^(licen[sc]e|notice|copying)([.-].*)?$/i

const packageWire = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
})

interface Shipped {
  readonly title: string
  readonly files: Set<string>
  /** For those that name a license and carry no text. */
  readonly named: string | undefined
  readonly owner: string
}

/**
 * Writes `licenses.txt` into the build: whose code, fonts and data it ships, found by the files that are really in it,
 * workers and assets included. Vite's own `build.license` sees the chunks of the page alone. Fails the build where
 * something is shipped that has no license.
 */
export function shippedLicenses(root: string): { page: Plugin; workers: () => Plugin[] } {
  const sources = new Set<string>()
  const collect = (bundle: Rolldown.OutputBundle) => {
    for (const file of Object.values(bundle)) {
      const names = file.type === 'chunk' ? file.moduleIds : file.originalFileNames
      for (const name of names) sources.add(name.replace(/\?.*$/, ''))
    }
  }
  return {
    // Vite makes a worker's plugins anew for each worker.
    workers: () => [{ name: 'wheelhouse-licenses-of-workers', generateBundle: (_options, bundle) => collect(bundle) }],
    page: {
      name: 'wheelhouse-licenses',
      apply: 'build',
      generateBundle(_options, bundle) {
        collect(bundle)
        const shipped = new Map<string, Shipped>()
        for (const source of sources) add(shipped, source, root)
        add(shipped, join(root, 'node_modules/tailwindcss/index.css'), root) // the start of the style sheet
        const silent = [...shipped.values()].filter(({ files, named }) => files.size === 0 && named === undefined)
        if (silent.length > 0) this.error(`Shipped without a license: ${silent.map(({ title }) => title).join(', ')}`)
        this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: print(root, [...shipped.values()]) })
      },
    },
  }
}

function add(shipped: Map<string, Shipped>, source: string, root: string): void {
  const tool = fromTools.find(([pattern]) => pattern.test(source))?.[1]
  const file = tool === undefined ? source.replace(/^\0/, '') : join(root, 'node_modules', tool, 'index.js')
  const path = isAbsolute(file) ? file : join(root, file)
  if (!path.includes('/node_modules/')) return
  const files = [`${path}.LICENSE.txt`].filter(name => existsSync(name)) // what webpack puts beside a bundle of its own
  // From the file up to its package: what is vendored inside has a license of its own on the way.
  for (let folder = dirname(path); !folder.endsWith('/node_modules'); folder = dirname(folder)) {
    files.push(
      ...listed(folder)
        .filter(name => isLicense.test(name))
        .map(name => join(folder, name)),
    )
    const found = packageIn(folder)
    if (found === undefined) continue
    files.push(
      ...listed(join(folder, 'docs'))
        .filter(name => isLicense.test(name))
        .map(name => join(folder, 'docs', name)),
    )
    files.push(...(inside[found.name] ?? []).map(name => join(import.meta.dirname, 'licenses', `${name}.txt`)))
    const title = `${found.name} ${found.version}`
    const { author, license } = found
    const owner = typeof author === 'string' ? author : (author?.name ?? `The authors of ${found.name}`)
    const known = shipped.get(title) ?? { title, files: new Set(), named: license, owner }
    for (const name of files) known.files.add(name)
    shipped.set(title, known)
    return
  }
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

// A folder may have a package.json that only says how its modules are read; one with a name and a version is a package.
function packageIn(folder: string) {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return undefined
  return packageWire.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
}

function print(root: string, shipped: readonly Shipped[]): string {
  const own = readFileSync(join(root, 'LICENSE'), 'utf8')
  const others = [...shipped].sort((a, b) => a.title.localeCompare(b.title, 'en'))
  const head = `Wheelhouse\n\n${own.trim()}\n\nThis build also holds, in parts or as a whole:\n\n${others.map(({ title }) => `  ${title}`).join('\n')}`
  return `${[head, ...others.map(part)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

function part({ title, files, named, owner }: Shipped): string {
  const texts = [...files].map(file => textOf(file))
  const isCovered = [...files].some(file => !file.startsWith(import.meta.dirname))
  if (!isCovered) texts.unshift(named === 'MIT' ? mit(owner) : `License: ${named}\n${owner}`)
  return [title, ...texts].join('\n\n')
}

// Vite and Rolldown list there what they themselves bundle, which is in no page.
function textOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/^#+ Licenses of bundled dependencies[\s\S]*$/m, '')
    .trim()
}

function mit(owner: string): string {
  return `MIT License

Copyright (c) ${owner}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`
}
