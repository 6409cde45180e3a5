import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { getCertificate } from '@vitejs/plugin-basic-ssl'
import { UsageError } from './UsageError.ts'

export interface KeyPair {
  readonly cert: string
  readonly key: string
}

/** The operator's own certificate and key. */
export function readKeyPair(certFile: string, keyFile: string): KeyPair {
  return { cert: readPem('--cert', certFile), key: readPem('--key', keyFile) }
}

/**
 * A self-signed pair for this computer, made once and kept, so that a browser's exception outlives a restart; made anew
 * when a year is over or the names change.
 */
export async function selfSignedPair(root: string, names: readonly string[]): Promise<KeyPair> {
  const domains = [...new Set(['localhost', hostname(), ...names])].sort()
  const folder = join(root, '.cache/tls', domains.join('+').replace(/[^\w.+-]/g, '_'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  // The package writes the key with the usual rights, and later than it returns: into a file that is there already, whose
  // rights it keeps. It finds no certificate in an empty one. Older versions of ours left the key to everybody.
  const file = join(folder, '_cert.pem')
  writeFileSync(file, '', { flag: 'a', mode: 0o600 })
  chmodSync(file, 0o600)
  // One PEM text with both in it; Node picks what it needs from either place.
  const pem = await getCertificate(folder, 'Wheelhouse', domains, 365)
  return { cert: pem, key: pem }
}

function readPem(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${option}: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
