import type { KeptText } from './preferences'

const storageKey = 'wheelhouse.identities'

/** The fingerprint of a server's key that was accepted in this browser, by machine. No secret: people compare them. */
export function knownIdentity(id: string, storage: () => KeptText | undefined = () => globalThis.localStorage) {
  return {
    known: () => read(storage)[id],
    remember(fingerprint: string) {
      try {
        storage()?.setItem(storageKey, JSON.stringify({ ...read(storage), [id]: fingerprint }))
      } catch {
        // Refused or full: it is asked for again next time.
      }
    },
  }
}

function read(storage: () => KeptText | undefined): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(storage()?.getItem(storageKey) ?? '{}')
    const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : []
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return {}
  }
}
