import { connect } from 'node:net'

export interface RawAnswer {
  /** `null`: the connection ended without a byte. */
  readonly statusLine: string | null
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}

/** Sends bytes as they are, each part in a write of its own, and reads until the other side ends (or 101 came). */
export async function rawHttp(port: number, parts: readonly Buffer[], untilMs = 15_000): Promise<RawAnswer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const received: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('data', data => {
      received.push(data)
      if (
        Buffer.concat(received)
          .toString('latin1')
          .match(/RFB 003|UkZCIDAwMy4/)
      )
        resolve()
    })
    socket.on('end', resolve)
    socket.on('close', () => resolve())
    socket.on('error', () => resolve())
    setTimeout(() => reject(new Error('no end of the answer')), untilMs).unref()
  })
  await new Promise<void>(resolve => socket.once('connect', resolve))
  for (const [index, part] of parts.entries()) {
    if (index > 0) await new Promise(resolve => setTimeout(resolve, 60)) // a read of its own at the other side
    socket.write(part)
  }
  await ended
  socket.destroy()
  return parsed(Buffer.concat(received))
}

function parsed(bytes: Buffer): RawAnswer {
  if (bytes.length === 0) return { statusLine: null, headers: [], body: bytes }
  const end = bytes.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const headers = lines.map(line => {
    const colon = line.indexOf(': ')
    return [line.slice(0, colon), line.slice(colon + 2)] as const
  })
  return { statusLine, headers, body: bytes.subarray(end + 4) }
}
