import { createWebSocketStream, WebSocket } from 'ws'
import { encoding } from '../vnc/encodings'
import { TestViewer, type TestViewerOptions } from '../vnc/TestViewer'
import type { KasmMachine } from './KasmMachine'

type Take = (bytes: number) => Promise<Buffer>

/** Padding, a length of four bytes and text. */
const text = (padding: number) => async (take: Take) => {
  await take(padding)
  return take((await take(4)).readUInt32BE())
}
const bare = async () => Buffer.alloc(0)

/** Server messages of KasmVNC, by type; what is heard of each is its body without lengths. */
const messages: NonNullable<TestViewerOptions['messages']> = {
  178: text(3),
  179: bare,
  180: async take => {
    const parts: Buffer[] = []
    for (let left = (await take(1)).readUInt8(); left > 0; left--) {
      await take(4)
      parts.push(Buffer.from(await take((await take(1)).readUInt8())), Buffer.from('='))
      parts.push(Buffer.from(await take((await take(4)).readUInt32BE())), Buffer.from(';'))
    }
    return Buffer.concat(parts)
  },
  182: async take => {
    const ok = (await take(1)).readUInt8()
    return Buffer.concat([Buffer.from([ok]), await take((await take(1)).readUInt8())])
  },
  183: async take => {
    const name = Buffer.from(await take((await take(1)).readUInt8()))
    return Buffer.concat([name, Buffer.from(':'), await take((await take(4)).readUInt32BE())])
  },
  184: async take => {
    const encodings: Buffer[] = []
    for (let left = (await take(1)).readUInt8(); left > 0; left--) {
      encodings.push(Buffer.from((await take(12)).subarray(0, 4)))
      await take((await take(1)).readUInt8() * 4)
    }
    return Buffer.concat(encodings)
  },
  186: text(4),
  187: bare,
  189: async take => (await take(7)).subarray(3),
  190: text(3),
  191: text(3),
  253: text(0),
  254: text(0),
}

/** What upstream's client announces, without the pieces this server does not have. */
export const usualEncodings = [
  ...[encoding.copyRect, encoding.tight, encoding.raw, -26, encoding.lastRect, encoding.qemuKeys, encoding.qemuLeds],
  ...[encoding.extendedDesktopSize, encoding.fence, encoding.continuousUpdates, encoding.alphaCursor],
]

/** A viewer signed in as `login`, `name:password`, past the handshake. Rejects when the server does not let it in. */
export async function connectViewer(
  { port }: KasmMachine,
  login: string,
  encodings: readonly number[] = usualEncodings,
): Promise<TestViewer> {
  const headers = { Authorization: `Basic ${Buffer.from(login).toString('base64')}` }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/websockify`, 'binary', {
    ...{ headers, origin: `http://127.0.0.1:${port}`, perMessageDeflate: false },
  })
  const stream = createWebSocketStream(socket) // at once: the greeting comes with the handshake's own answer
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const viewer = await TestViewer.connect(0, { stream, messages, encodings })
  viewer.request(false)
  return viewer
}
