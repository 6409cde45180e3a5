import { X509Certificate } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCertificate } from '@vitejs/plugin-basic-ssl'

export interface TestPair {
  readonly cert: string
  readonly key: string
  readonly fingerprint: string
}

/** A self-signed pair for 127.0.0.1 and these names, made for this test run. */
export async function makePair(...names: string[]): Promise<TestPair> {
  const pem = await getCertificate(mkdtempSync(join(tmpdir(), 'wheelhouse-tls-')), 'device', names)
  const cert = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n?/.exec(pem)?.[0] ?? ''
  return { cert, key: pem, fingerprint: new X509Certificate(cert).fingerprint256 }
}
