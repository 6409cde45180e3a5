import type { TextEncoding } from '../../engine/rfb/cutText'
import type { RfbEngine } from '../../engine/rfb/RfbEngine'
import { type Readable, writable } from '../../lib/readable'
import type { ClipboardCapability, ClipboardPolicy, EncodingChoice, RemoteClipboard } from '../capabilities/clipboard'
import type { KeptWord } from '../device'
import { DeviceError } from '../errors'

/**
 * Clipboard of an RFB machine: text, UTF-8 where the server has the extended clipboard. Elsewhere the bytes do not say what
 * they are: the operator's choice for this machine, or what the server was last seen to send. `kept`: where that choice is.
 */
export function rfbClipboard(engine: RfbEngine, viewOnly: Readable<boolean>, kept?: KeptWord) {
  const remote = writable<RemoteClipboard | undefined>(undefined)
  const policy = writable<ClipboardPolicy>({ toMachine: true, fromMachine: true })
  const choice = writable<EncodingChoice>(readChoice(kept?.known()))
  let seen: TextEncoding = 'latin-1'
  let lastBytes: Uint8Array | undefined
  let cutText: typeof import('../../engine/rfb/cutText') | undefined
  /** Not needed before the first picture: servers with the extended clipboard never need it. */
  const loadCutText = async () => {
    cutText ??= await import('../../engine/rfb/cutText')
    return cutText
  }
  const encoding = () => {
    const chosen = choice.getState()
    return chosen === 'auto' ? seen : chosen
  }
  const passes = (text: string) =>
    engine.session?.hasExtendedClipboard === true || cutText?.canWrite(text, encoding()) !== false
  const showLast = () => {
    const atMs = remote.getState()?.atMs ?? Date.now()
    if (lastBytes && cutText) remote.set({ text: cutText.readCutText(lastBytes, encoding()), atMs })
  }
  /** Reads what the server has shown of itself by now. */
  const readServer = () => {
    const isUnnamed = engine.session?.hasExtendedClipboard === false
    if (policy.getState().isUnnamed === isUnnamed) return
    policy.set({ ...policy.getState(), isUnnamed })
    if (isUnnamed) loadCutText().catch(() => {}) // asked for again when it is needed
  }
  const capability: ClipboardCapability = {
    formats: ['text'],
    remote,
    policy,
    encoding: {
      choice,
      choose(next) {
        choice.set(next)
        kept?.remember(next)
        showLast()
      },
    },
    passes,
    async write({ text }) {
      if (text === undefined) throw new DeviceError('not-supported')
      if (viewOnly.getState()) throw new DeviceError('view-only')
      const { session } = engine
      if (!session) throw new DeviceError('not-connected')
      if (session.hasExtendedClipboard) session.clipboardPasteFrom(text)
      else session.sendCutText((await loadCutText()).writeCutText(text, encoding()))
    },
  }
  return {
    capability,
    readServer,
    received(text: string) {
      lastBytes = undefined
      remote.set({ text, atMs: Date.now() })
    },
    /** Of a server without the extended clipboard. */
    async receivedBytes(bytes: Uint8Array) {
      const atMs = Date.now()
      lastBytes = bytes
      const { guessEncoding, readCutText } = await loadCutText()
      if (lastBytes !== bytes) return // more came meanwhile
      seen = guessEncoding(bytes) ?? seen
      remote.set({ text: readCutText(bytes, encoding()), atMs })
    },
  }
}

function readChoice(word: string | undefined): EncodingChoice {
  return word === 'utf-8' || word === 'windows-1252' ? word : 'auto'
}
