import type { KeptWhat, KeptWord } from '../devices/device'
import type { KeptText } from './preferences'

/** The fingerprint of a server's key that was accepted in this browser. No secret: people compare them. */
export const knownIdentity = keptByMachine('wheelhouse.identities')

/** The way that somebody chose for the picture: H.264, MJPEG and the like. */
export const chosenSource = keptByMachine('wheelhouse.sources')

/** What else somebody chose for one machine. */
export function keptChoice(id: string, what: KeptWhat): KeptWord {
  return keptByMachine(`wheelhouse.${what}`)(id)
}

/** One word for each machine, under one key of this browser's storage. */
function keptByMachine(storageKey: string) {
  return (id: string, storage: () => KeptText | undefined = () => globalThis.localStorage): KeptWord => ({
    known: () => read(storageKey, storage)[id],
    remember(word) {
      try {
        storage()?.setItem(storageKey, JSON.stringify({ ...read(storageKey, storage), [id]: word }))
      } catch {
        // Refused or full: it is asked for again next time.
      }
    },
  })
}

function read(storageKey: string, storage: () => KeptText | undefined): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(storage()?.getItem(storageKey) ?? '{}')
    const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : []
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return {}
  }
}
