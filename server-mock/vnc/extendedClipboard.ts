import { constants, deflateSync, inflateSync } from 'node:zlib'
import { u8, u32, withLength } from './bytes'

/** Formats and actions of the extended clipboard: rfbproto 7.7.27. Only text is spoken here. */
const text = 1
const actions = { caps: 1 << 24, request: 1 << 25, peek: 1 << 26, notify: 1 << 27, provide: 1 << 28 } as const
const mostBytes = 4 * 1024 * 1024

export type ClipboardMessage =
  | { readonly action: 'caps' | 'peek' }
  | { readonly action: 'request' | 'notify'; readonly hasText: boolean }
  | { readonly action: 'provide'; readonly text: string | undefined }

/** ServerCutText with a body in the extended form, whose length is written as a negative number. */
function message(body: Buffer): Buffer {
  return Buffer.concat([u8(3, 0, 0, 0), u32(-body.length), body])
}

/** What the server can do. The size is the longest text it takes without asking. */
export function capsMessage(): Buffer {
  const all = actions.caps | actions.request | actions.peek | actions.notify | actions.provide
  return message(Buffer.concat([u32(all | text), u32(mostBytes)]))
}

export function notifyMessage(hasText: boolean): Buffer {
  return message(u32(actions.notify | (hasText ? text : 0)))
}

export function requestMessage(): Buffer {
  return message(u32(actions.request | text))
}

/** Text travels with CR LF and a zero at its end, deflated. */
export function provideMessage(content: string): Buffer {
  const wire = Buffer.from(`${content.replace(/\r\n|\r|\n/g, '\r\n')}\0`)
  return message(Buffer.concat([u32(actions.provide | text), deflateSync(withLength(wire))]))
}

/** Reads a viewer's body; `undefined` for what is none. */
export function readClipboardMessage(body: Buffer): ClipboardMessage | undefined {
  if (body.length < 4) return undefined
  const flags = body.readUInt32BE(0)
  const hasText = (flags & text) !== 0
  if (flags & actions.caps) return { action: 'caps' }
  if (flags & actions.request) return { action: 'request', hasText }
  if (flags & actions.peek) return { action: 'peek' }
  if (flags & actions.notify) return { action: 'notify', hasText }
  if (flags & actions.provide) return { action: 'provide', text: hasText ? provided(body.subarray(4)) : undefined }
  return undefined
}

function provided(packed: Buffer): string | undefined {
  try {
    // noVNC flushes its stream but never ends it.
    const data = inflateSync(packed, { maxOutputLength: mostBytes, finishFlush: constants.Z_SYNC_FLUSH })
    const length = data.readUInt32BE(0)
    return data
      .toString('utf8', 4, 4 + length)
      .replace(/\0$/, '')
      .replaceAll('\r\n', '\n')
  } catch {
    return undefined
  }
}
