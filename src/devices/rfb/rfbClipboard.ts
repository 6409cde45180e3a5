import type { RfbEngine } from '../../engine/rfb/RfbEngine'
import { type Readable, writable } from '../../lib/readable'
import type { ClipboardCapability, ClipboardPolicy, RemoteClipboard } from '../capabilities/clipboard'
import { DeviceError } from '../errors'

/** Clipboard of an RFB machine: text, UTF-8 where the server has the extended clipboard, Latin-1 elsewhere. */
export function rfbClipboard(engine: RfbEngine, viewOnly: Readable<boolean>) {
  const remote = writable<RemoteClipboard | undefined>(undefined)
  const policy = writable<ClipboardPolicy>({ toMachine: true, fromMachine: true, latin1Only: true })
  /** Reads what the server has shown of itself by now. */
  const readServer = () => {
    const latin1Only = !engine.session?.hasExtendedClipboard
    if (policy.getState().latin1Only !== latin1Only) policy.set({ ...policy.getState(), latin1Only })
  }
  const capability: ClipboardCapability = {
    formats: ['text'],
    remote,
    policy,
    async write({ text }) {
      if (text === undefined) throw new DeviceError('not-supported')
      if (viewOnly.getState()) throw new DeviceError('view-only')
      if (!engine.session) throw new DeviceError('not-connected')
      engine.session.clipboardPasteFrom(text)
    },
  }
  return { capability, readServer, received: (text: string) => remote.set({ text, atMs: Date.now() }) }
}
