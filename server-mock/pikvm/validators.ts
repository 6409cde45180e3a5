import { invalid } from './KvmdError'

/*
 * The validators of kvmd that its handles use, with its own sentences (kvmd/validators/*.py); `undefined` is a parameter
 * that was not given, which Python calls None.
 */

type Given = string | undefined | null

const truths = ['1', 'true', 'yes']
const lies = ['0', 'false', 'no']

export function bool(value: Given, usual?: boolean): boolean {
  if (isMissing(value)) {
    if (usual !== undefined) return usual
    throw invalid(`None argument is not a valid bool (${list(truths)} or ${list(lies)})`)
  }
  const plain = value.trim().toLowerCase()
  if (truths.includes(plain)) return true
  if (lies.includes(plain)) return false
  throw invalid(`The argument '${value}' is not a valid bool (${list(truths)} or ${list(lies)})`)
}

export interface NumberRule {
  /** As kvmd names it in its sentences: `stream quality`. */
  readonly what?: string
  readonly min?: number
  readonly max?: number
  readonly usual?: number
}

export function int(value: Given, rule: NumberRule = {}): number {
  return number(value, rule, 'int', /^[+-]?(\d{1,16}|0x[0-9a-f]+)$/i, String)
}

export function float(value: Given, rule: NumberRule = {}): number {
  return number(value, rule, 'float', /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, number_ =>
    Number.isInteger(number_) ? number_.toFixed(1) : String(number_),
  )
}

function number(
  value: Given,
  { what, min, max, usual }: NumberRule,
  kind: 'int' | 'float',
  pattern: RegExp,
  print: (number: number) => string,
): number {
  if (isMissing(value)) {
    if (usual !== undefined) return usual
    throw invalid(`None argument is not a valid ${kind}`)
  }
  const plain = value.trim()
  if (!pattern.test(plain)) throw invalid(`The argument '${value}' is not a valid ${what ?? kind}`)
  const parsed = Number(plain)
  const name = what ?? kind
  if (min !== undefined && parsed < min) {
    throw invalid(`The argument '${print(parsed)}' must be ${name} and greater or equial than ${min}`)
  }
  if (max !== undefined && parsed > max) {
    throw invalid(`The argument '${print(parsed)}' must be ${name} and lesser or equal then ${max}`)
  }
  return parsed
}

/** One of a few words. */
export function oneOf<T extends string>(value: Given, what: string, words: readonly T[]): T {
  if (isMissing(value)) throw invalid(`None argument is not a valid ${what}`)
  const plain = value.trim()
  const found = words.find(word => word === plain)
  if (found === undefined) throw invalid(`The argument '${value}' is not a valid ${what}`)
  return found
}

/** Several of a few words, split at commas, tabs and spaces. */
export function someOf<T extends string>(value: Given, words: readonly T[]): T[] {
  if (isMissing(value)) throw invalid('None argument is not a valid string list')
  const parts = splitList(value)
  const found = parts.map(part => words.find(word => word === part))
  if (found.includes(undefined)) throw invalid(`Failed sub-validator on one of the item of ${list(parts)}`)
  return found.filter(word => word !== undefined)
}

export function splitList(value: string): string[] {
  return value.split(/[,\t ]+/).filter(part => part !== '')
}

export function gpioChannel(value: Given): string {
  if (isMissing(value)) throw invalid('None argument is not a valid GPIO channel')
  if (value.length > 255 || !/^[a-zA-Z_][a-zA-Z0-9_.-]*$/.test(value)) {
    throw invalid(`The argument '${value}' is not a valid GPIO channel`)
  }
  return value
}

/** A path of image parts: kvmd/validators/kvm.py:47-61. */
export function imageName(value: string): string {
  const plain = value.trim()
  const parts = plain.replace(/^\/+/, '').split('/')
  if (plain === '' || plain === '/') throw invalid(`The argument '${value}' is not a valid MSD image name`)
  return parts.map(part => imagePart(part)).join('/')
}

function imagePart(part: string): string {
  const plain = part.trim()
  if (plain === '' || plain.startsWith('.') || plain === 'lost+found') {
    throw invalid(`The argument '${part}' is not a valid MSD image name`)
  }
  // Unprintable ones are replaced, as Python's isprintable finds them; cut by characters, not bytes.
  return [...plain.replace(/(?! )[\p{C}\p{Z}]/gu, '_')].slice(0, 255).join('')
}

export function isMissing(value: Given): value is undefined | null | '' {
  return value === undefined || value === null || value === ''
}

/** As Python prints a list of strings. */
function list(words: readonly string[]): string {
  return `[${words.map(word => `'${word}'`).join(', ')}]`
}
