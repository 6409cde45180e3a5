import { Listeners } from '../machine/Listeners'

export interface Rights {
  readonly read: boolean
  readonly write: boolean
  readonly owner: boolean
}

export interface KasmUser extends Rights {
  readonly name: string
  /** `undefined`: a line of the password file that no password fits. */
  readonly password: string | undefined
}

const mostNameBytes = 127

/** The password file: who may sign in, in its order. Names are not checked, as on the real server. */
export class KasmUsers {
  private users: readonly KasmUser[]
  private readonly changes = new Listeners<[]>()

  constructor(users: readonly KasmUser[]) {
    this.users = users
  }

  get list(): readonly KasmUser[] {
    return this.users
  }

  find(name: string): KasmUser | undefined {
    return this.users.find(user => user.name === name)
  }

  /** The user with this password; an empty one fits nobody. */
  signIn(name: string, password: string): KasmUser | undefined {
    const user = this.find(name)
    return password !== '' && user?.password === password ? user : undefined
  }

  /** Adds or replaces. False for a name that the file cannot hold. */
  put(user: KasmUser): boolean {
    if (Buffer.byteLength(user.name) > mostNameBytes) return false
    // A colon ends the name in the file, and what follows it is no hash of any password.
    const [name = '', broken] = user.name.split(':')
    const kept: KasmUser = broken === undefined ? user : { ...user, name, password: undefined }
    if (broken !== undefined && this.find(name)) return true
    this.users = this.find(name) ? this.users.map(each => (each.name === name ? kept : each)) : [...this.users, kept]
    this.changes.tell()
    return true
  }

  remove(name: string): boolean {
    if (!this.find(name)) return false
    this.users = this.users.filter(user => user.name !== name)
    this.changes.tell()
    return true
  }

  onChange(listener: () => void): () => void {
    return this.changes.add(listener)
  }
}
