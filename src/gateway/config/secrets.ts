import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Where secrets come from: the environment, and files beside wheelhouse.json. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder that relative file names start from. */
  readonly folder: string
  /** For generated files, which only name their secrets: nothing is read, and everything reads as empty. */
  readonly leaveOut?: boolean
}

/** A value, or the sentence that says why there is none. */
export type Found<T> = { readonly value: T } | { readonly problem: string; readonly key: string }

interface Written {
  readonly password?: string | undefined
  readonly passwordEnv?: string | undefined
  readonly passwordFile?: string | undefined
}

/** The password that an entry names. */
export function findPassword(written: Written, sources: SecretSources): Found<string> {
  const { env, leaveOut } = sources
  if (leaveOut === true) return { value: '' }
  const { password, passwordEnv, passwordFile } = written
  if (passwordEnv !== undefined) {
    const value = env[passwordEnv]
    if (value !== undefined) return { value }
    const problem = `the environment variable ${passwordEnv} is not set. Set it before starting, or use "passwordFile".`
    return { problem, key: 'passwordEnv' }
  }
  if (passwordFile !== undefined) {
    const text = readText(passwordFile, sources)
    return 'value' in text ? { value: text.value.replace(/\r?\n[\s\S]*$/, '') } : { ...text, key: 'passwordFile' }
  }
  return { value: password ?? '' }
}

/** The text of a file named in wheelhouse.json, relative to it. */
export function readText(file: string, { folder, leaveOut }: SecretSources): { value: string } | { problem: string } {
  if (leaveOut === true) return { value: '' }
  const path = resolve(folder, file)
  try {
    return { value: readFileSync(path, 'utf8') }
  } catch (error) {
    return { problem: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}
