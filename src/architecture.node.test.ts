import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'

/*
 * Who may import whom (README, "The rooms"). Every file under src and server-mock is read; an import that the table does
 * not allow fails with a sentence. `type:room` allows types only.
 */

const root = resolve(import.meta.dirname, '..')

/** Rooms by the longest path that fits; `*` is one folder name, kept as the room's own. */
const rooms: readonly [pattern: string, room: string][] = [
  ['src/main.tsx', 'app'],
  ['src/app/', 'app'],
  ['src/panels/registry.ts', 'panels/registry'],
  ['src/panels/*/', 'panels/*'],
  ['src/panels/', 'panels/registry'],
  ['src/session/', 'session'],
  ['src/devices/testing/', 'devices/testing'],
  ['src/devices/registry.ts', 'devices/registry'],
  ['src/devices/gateways.ts', 'devices/gateways'],
  ['src/devices/adapters/*/gateway.ts', 'adapters/gateway'],
  ['src/devices/adapters/*/gateway.test.ts', 'adapters/gateway'],
  ['src/devices/adapters/*/', 'adapters/*'],
  ['src/devices/rfb/', 'devices/rfb'],
  ['src/devices/line/', 'devices/line'],
  ['src/devices/kvm/', 'devices/kvm'],
  ['src/devices/', 'devices'],
  ['src/engine/', 'engine'],
  ['src/gateway/', 'gateway'],
  ['src/protocol/', 'protocol'],
  ['src/net/', 'net'],
  ['src/stores/', 'stores'],
  ['src/words/', 'words'],
  ['src/ui/', 'ui'],
  ['src/lib/', 'lib'],
  ['server-mock/', 'server-mock'],
  ['e2e/', 'e2e'],
  ['node_modules/', 'packages'],
]

const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  net: ['lib'],
  engine: ['lib'],
  protocol: ['lib'],
  words: ['lib', 'type:devices'],
  devices: ['lib', 'type:engine'],
  'devices/rfb': ['devices', 'engine', 'net', 'lib'],
  'devices/line': ['devices', 'devices/rfb', 'engine', 'net', 'lib'],
  'devices/kvm': ['devices', 'engine', 'net', 'lib'],
  'adapters/*': ['devices', 'devices/rfb', 'devices/line', 'devices/kvm', 'engine', 'net', 'lib'],
  'adapters/gateway': ['lib'],
  'devices/gateways': ['adapters/gateway', 'lib'],
  'devices/registry': ['adapters/*', 'devices', 'lib'],
  'devices/testing': ['devices', 'engine', 'lib'],
  stores: ['lib', 'type:devices'],
  ui: ['engine', 'words', 'lib'],
  session: ['devices', 'devices/registry', 'engine', 'stores', 'words', 'lib'],
  'panels/*': ['devices', 'session', 'stores', 'ui', 'words', 'lib'],
  'panels/registry': ['panels/*', 'devices', 'ui', 'words', 'lib'],
  gateway: ['devices/gateways', 'adapters/gateway', 'lib'],
  app: [
    ...[
      'panels/*',
      'panels/registry',
      'session',
      'devices',
      'devices/registry',
      'devices/rfb',
      'devices/line',
      'devices/kvm',
      'adapters/*',
    ],
    ...['engine', 'protocol', 'net', 'stores', 'words', 'ui', 'lib'],
  ],
  'server-mock': ['lib'],
}

/** Tests may also use the fakes, the emulators and how Chromium is started. */
const testsMayAlso = ['devices/testing', 'server-mock', 'devices', 'e2e']

const reactRooms = new Set(['app', 'panels/*', 'panels/registry', 'session', 'stores', 'ui'])

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const files = [...walk(join(root, 'src')), ...walk(join(root, 'server-mock'))]
const imports = files.flatMap(importsOf)

describe('the import table', () => {
  it('reads every file', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(imports.length).toBeGreaterThan(files.length)
  })

  it('every file is in a room', () => {
    const homeless = files.filter(
      file => !roomOf(file) && !/^src\/[\w.-]+\.(test\.ts|d\.ts)$/.test(relative(root, file)),
    )
    expect(homeless.map(file => relative(root, file))).toEqual([])
  })

  it('arrows only go down', () => {
    expect(imports.flatMap(complaintAbout)).toEqual([])
  })

  it('React is known in app, panels, session, stores and ui only', () => {
    const strays = imports.filter(({ from, to }) => /^react(-dom|-i18next)?(\/|$)/.test(to) && !isIn(reactRooms, from))
    expect(strays.map(({ from }) => `${shortName(from)} imports React`)).toEqual([])
  })

  it('one file knows @novnc/novnc, and one its recogniser of gestures, which stands alone', () => {
    const knowing = new Set(
      imports.filter(({ to }) => to.startsWith('@novnc/novnc')).map(({ from }) => shortName(from)),
    )
    expect([...knowing].sort()).toEqual(['src/engine/input/gestures.ts', 'src/engine/rfb/novnc.ts'])
  })

  it('nothing goes in circles', () => {
    expect(cycles()).toEqual([])
  })
})

function complaintAbout({ from, to, typeOnly }: Import): string[] {
  const source = roomOf(from)
  const target = roomOf(to)
  if (!source || !target || target.name === 'packages') return []
  const isTest = /\.test\.tsx?$/.test(from)
  if (source.key === target.key && source.folder === target.folder) return []
  if (source.name === 'app' && target.name === 'app') return []
  const allowed = [...(mayImport[source.name] ?? []), ...(isTest ? testsMayAlso : [])]
  if (allowed.includes(target.name)) return []
  if (typeOnly && allowed.includes(`type:${target.name}`)) return []
  const types = allowed.includes(`type:${target.name}`) ? ' (types only)' : ''
  return [
    `${shortName(from)} imports ${shortName(to)}: ${source.name} may import ${allowed.join(', ') || 'nothing of ours'}${types}`,
  ]
}

function roomOf(path: string): { name: string; key: string; folder: string } | undefined {
  const name = shortName(path)
  for (const [pattern, room] of rooms) {
    const match = new RegExp(
      `^${pattern.replace(/[.]/g, '\\.').replace('*', '([^/]+)')}${pattern.endsWith('/') ? '' : '$'}`,
    ).exec(name)
    if (match) return { name: room, key: room, folder: match[1] ?? '' }
  }
  return undefined
}

function isIn(names: ReadonlySet<string>, file: string): boolean {
  const room = roomOf(file)
  return room !== undefined && names.has(room.name)
}

function shortName(path: string): string {
  return path.startsWith('/') ? relative(root, path) : path
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (/\.(ts|tsx|mjs)$/.test(entry.name)) yield path
  }
}

function importsOf(file: string): Import[] {
  const code = readFileSync(file, 'utf8')
  const { module, errors } = parseSync(file, code)
  if (errors.length > 0) throw new Error(`${shortName(file)} does not parse`)
  const found: { request: string; typeOnly: boolean }[] = []
  for (const { moduleRequest, entries } of module.staticImports) {
    found.push({ request: moduleRequest.value, typeOnly: entries.length > 0 && entries.every(entry => entry.isType) })
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push({ request: moduleRequest.value, typeOnly: isType })
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    found.push({ request: code.slice(moduleRequest.start + 1, moduleRequest.end - 1), typeOnly: false })
  }
  return found.map(({ request, typeOnly }) => ({ from: file, to: target(file, request), typeOnly }))
}

/** An absolute path for our own files, the request as it stands for packages. */
function target(from: string, request: string): string {
  if (!request.startsWith('.')) return request
  const plain = resolve(dirname(from), request.replace(/\?.*$/, ''))
  const candidates = [plain, `${plain}.ts`, `${plain}.tsx`, `${plain}.mjs`, plain.replace(/\.js$/, '.ts')]
  return candidates.find(path => statSync(path, { throwIfNoEntry: false })?.isFile()) ?? plain
}

function cycles(): string[] {
  const edges = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    if (!to.startsWith('/')) continue
    edges.set(from, (edges.get(from) ?? new Set()).add(to))
  }
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file)
    if (at >= 0) {
      found.push([...path.slice(at), file].map(shortName).join(' -> '))
      return
    }
    if (done.has(file)) return
    for (const next of edges.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
  return found
}
