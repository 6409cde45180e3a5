import { canWrite, guessEncoding, readCutText, type TextEncoding, writeCutText } from '../../engine/rfb/cutText'
import type { RfbEngine } from '../../engine/rfb/RfbEngine'
import { type Readable, writable } from '../../lib/readable'
import {
  type ClipboardCapability,
  type ClipboardPolicy,
  type EncodingChoice,
  encodingChoices,
  type RemoteClipboard,
} from '../capabilities/clipboard'
import type { KeptWord } from '../device'
import { DeviceError } from '../errors'

/**
 * Clipboard of an RFB machine: text, UTF-8 where the server has the extended clipboard. Elsewhere the bytes do not say what
 * they are: the operator's choice for this machine, or what the server was last seen to send. `kept`: where that choice is.
 */
export function rfbClipboard(engine: RfbEngine, viewOnly: Readable<boolean>, kept?: KeptWord) {
  const remote = writable<RemoteClipboard | undefined>(undefined)
  const policy = writable<ClipboardPolicy>({ toMachine: true, fromMachine: true })
  const choice = writable<EncodingChoice>(encodingChoices.find(each => each === kept?.known()) ?? 'auto')
  let seen: TextEncoding = 'latin-1'
  let lastBytes: Uint8Array | undefined
  const encoding = () => {
    const chosen = choice.getState()
    return chosen === 'auto' ? seen : chosen
  }
  const passes = (text: string) => engine.session?.hasExtendedClipboard === true || canWrite(text, encoding())
  const showLast = () => {
    if (lastBytes) remote.set({ text: readCutText(lastBytes, encoding()), atMs: remote.getState()?.atMs ?? Date.now() })
  }
  /** Reads what the server has shown of itself by now. */
  const readServer = () => {
    const isUnnamed = engine.session?.hasExtendedClipboard === false
    if (policy.getState().isUnnamed !== isUnnamed) policy.set({ ...policy.getState(), isUnnamed })
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
      else session.sendCutText(writeCutText(text, encoding()))
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
    receivedBytes(bytes: Uint8Array) {
      lastBytes = bytes
      seen = guessEncoding(bytes) ?? seen
      remote.set({ text: readCutText(bytes, encoding()), atMs: Date.now() })
    },
  }
}
