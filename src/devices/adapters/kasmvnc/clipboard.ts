import { writable } from '../../../lib/readable'
import type { ClipboardCapability, ClipboardPolicy, RemoteClipboard } from '../../capabilities/clipboard'
import { DeviceError } from '../../errors'
import type { KasmApi } from './KasmApi'
import type { KasmWire } from './KasmWire'
import { type ClipboardItem, clipboardMessage } from './messages'

/** noVNC's receive queue of the other side, and any server's patience. */
const mostBytes = 10 * 1024 * 1024

/** KasmVNC's binary clipboard: text, HTML and PNG, both ways, for those who may write. */
export function kasmClipboard(wire: KasmWire, api: KasmApi) {
  const remote = writable<RemoteClipboard | undefined>(undefined)
  const policy = writable<ClipboardPolicy>({ toMachine: true, fromMachine: true, maxBytes: mostBytes })
  const capability: ClipboardCapability = {
    formats: ['text', 'html', 'png'],
    remote,
    policy,
    async write(content) {
      const items = itemsOf(content)
      if (items.length === 0) throw new DeviceError('not-supported')
      if (items.some(({ data }) => data.length > mostBytes))
        throw new DeviceError('not-supported', { detail: 'too long' })
      wire.act(clipboardMessage(items))
    },
    async clear(signal) {
      await api.get('clear_clipboard', {}, signal ? { signal } : {})
      remote.set({ text: '', atMs: Date.now() })
    },
  }
  return {
    capability,
    received: (items: readonly ClipboardItem[]) => remote.set({ ...contentOf(items), atMs: Date.now() }),
    /** The server passes the clipboard on, either way, only to those who may write. */
    allow: (mayWrite: boolean) => policy.set({ ...policy.getState(), toMachine: mayWrite, fromMachine: mayWrite }),
  }
}

function itemsOf({ text, html, png }: Parameters<ClipboardCapability['write']>[0]): ClipboardItem[] {
  const encode = (value: string) => new TextEncoder().encode(value)
  return [
    ...(text === undefined ? [] : [{ mime: 'text/plain', data: encode(text) }]),
    ...(html === undefined ? [] : [{ mime: 'text/html', data: encode(html) }]),
    ...(png === undefined ? [] : [{ mime: 'image/png', data: png }]),
  ]
}

function contentOf(items: readonly ClipboardItem[]) {
  const of = (mime: string) => items.find(item => item.mime === mime)?.data
  const textOf = (mime: string) => {
    const data = of(mime)
    return data && new TextDecoder().decode(data).replace(/\0$/, '')
  }
  const [text, html, png] = [textOf('text/plain'), textOf('text/html'), of('image/png')]
  return { ...(text !== undefined && { text }), ...(html !== undefined && { html }), ...(png && { png }) }
}
