import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { ConfigProblem } from './ConfigError.ts'

type Path = readonly PropertyKey[]

/** A JSON text with its places; comments and a trailing comma are forgiven. */
export interface Located {
  readonly value: unknown
  readonly problems: readonly ConfigProblem[]
  /** The line of the value at `path`, or of its nearest parent that exists. */
  lineOf(path: Path): number
}

/** Parses `text`, keeping where everything stands. */
export function locate(text: string): Located {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  const isEmpty = text.trim() === ''
  const problems = (isEmpty ? [] : errors).map(({ error, offset }) => ({
    line: lineAt(text, offset),
    field: '',
    message: `not JSON: ${words(printParseErrorCode(error))}`,
  }))
  if (isEmpty) problems.push({ line: 1, field: '', message: 'the file is empty' })
  return {
    value: root && plainValue(root),
    problems: [...problems, ...(root ? repeatedKeys(text, root, []) : [])],
    lineOf(path) {
      for (let length = path.length; root && length > 0; length--) {
        const node = findNodeAtLocation(root, segments(path.slice(0, length)))
        // A property's own line is the one people look for; its value may begin further down.
        if (node) return lineAt(text, (node.parent?.type === 'property' ? node.parent : node).offset)
      }
      return 1
    },
  }
}

/** `devices[2].tls.verify` */
export function fieldName(path: Path): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`
    const text = String(part)
    if (!/^[$\w-]+$/.test(text)) return `${name}[${JSON.stringify(text)}]`
    return name === '' ? text : `${name}.${text}`
  }, '')
}

// JSON.parse takes the last of two equal keys without a word; in a list of machines that is never meant.
function repeatedKeys(text: string, node: Node, path: Path): ConfigProblem[] {
  if (node.type === 'array') return (node.children ?? []).flatMap((child, i) => repeatedKeys(text, child, [...path, i]))
  if (node.type !== 'object') return []
  const seen = new Set<string>()
  return (node.children ?? []).flatMap(property => {
    const [key, value] = property.children ?? []
    const name = String(key?.value)
    const here = [...path, name]
    const below = value ? repeatedKeys(text, value, here) : []
    if (!seen.has(name)) {
      seen.add(name)
      return below
    }
    return [{ line: lineAt(text, property.offset), field: fieldName(here), message: 'this key stands here twice' }]
  })
}

function plainValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plainValue)
  if (node.type !== 'object') return node.value
  return Object.fromEntries(
    (node.children ?? []).flatMap(({ children = [] }) => {
      const [key, value] = children
      return key && value ? [[String(key.value), plainValue(value)]] : []
    }),
  )
}

function segments(path: Path): (string | number)[] {
  return path.map(part => (typeof part === 'number' ? part : String(part)))
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

function words(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}
