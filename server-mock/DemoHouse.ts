import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the demo machines of one family share with the others: a folder for secrets, and one end for all. */
export class DemoHouse {
  private readonly folder = mkdtempSync(join(tmpdir(), 'wheelhouse-demo-'))
  private readonly closers: (() => unknown)[] = [() => rmSync(this.folder, { recursive: true, force: true })]

  /** Something to end with the demo. */
  closes(close: () => unknown): void {
    this.closers.push(close)
  }

  /** A new password, and the file in which the gateway finds it. */
  secret(name: string): { password: string; passwordFile: string } {
    const password = randomBytes(6).toString('base64url').slice(0, 8)
    return { password, passwordFile: this.file(name, password) }
  }

  /** A file that only this user reads. */
  file(name: string, content: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.closers.splice(0).map(async close => close()))
  }
}

/** The demo machines of one family: entries of a wheelhouse.json, first one whose credentials the gateway holds. */
export type FamilyDemo = (house: DemoHouse) => Promise<readonly object[]>
