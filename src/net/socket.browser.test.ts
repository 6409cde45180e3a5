import { describe, expect, inject, it } from 'vitest'
import { openSocket } from './socket'

const server = `ws://127.0.0.1:${inject('rfbPort')}`

describe('openSocket', () => {
  it('gives a socket that still connects, and delivers bytes as an ArrayBuffer', async () => {
    const socket = openSocket(`${server}/?id=socket-bytes`)
    expect(socket.readyState).toBe(WebSocket.CONNECTING)
    const greeting = await new Promise<unknown>(resolve => {
      socket.onmessage = ({ data }) => resolve(data)
    })
    expect(greeting).toBeInstanceOf(ArrayBuffer)
    socket.close()
  })

  it('asks for the sub-protocols it is given', async () => {
    const socket = openSocket(`${server}/?id=socket-protocols`, { protocols: ['binary', 'chat'] })
    await new Promise(resolve => {
      socket.onopen = resolve
    })
    expect(socket.protocol).toBe('binary') // the test server takes the first
    socket.close()
  })

  it('asks for none when none are given: websockify refuses some', async () => {
    const socket = openSocket(`${server}/?id=socket-plain`)
    await new Promise(resolve => {
      socket.onopen = resolve
    })
    expect(socket.protocol).toBe('')
    socket.close()
  })

  it('throws for a URL that is none, and for a protocol asked for twice', () => {
    expect(() => openSocket('ws://')).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
    expect(() => openSocket(server, { protocols: ['a', 'a'] })).toThrow(
      expect.objectContaining({ name: 'SyntaxError' }),
    )
  })

  it('does not try again', async () => {
    const socket = openSocket('ws://127.0.0.1:9/')
    const { code } = await new Promise<CloseEvent>(resolve => {
      socket.onclose = resolve
    })
    expect(code).toBe(1006)
    expect(socket.readyState).toBe(WebSocket.CLOSED)
  })
})
