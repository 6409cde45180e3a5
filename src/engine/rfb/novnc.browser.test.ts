import { beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { loadNovnc, type NovncSession, privateMembers } from './novnc'
import { plainRfb } from './RfbDialect'

const nothing = () => {}
const hooks = {
  failed: nothing,
  resized: () => true,
  painted: nothing,
  lost: nothing,
  rectangle: nothing,
  queued: nothing,
  roundTrip: nothing,
  locks: nothing,
  left: nothing,
}

describe('the installed @novnc/novnc still has what this console relies on', () => {
  let owners: Record<string, object> = {}

  beforeAll(async () => {
    const { Session, base } = await loadNovnc()
    const socket = new WebSocket(`ws://127.0.0.1:${inject('rfbPort')}/?id=members`)
    const rfb = new Session(document.body, socket, {}, plainRfb, hooks)
    owners = { rfb, socket: rfb._sock, display: rfb._display, keyboard: rfb._keyboard, messages: base.messages }
    return () => rfb.disconnect()
  })

  for (const [owner, names] of Object.entries(privateMembers)) {
    for (const name of names) {
      it(`${owner}.${name}`, () => {
        expect(name in (owners[owner] ?? {})).toBe(true)
      })
    }
  }

  it('a press asks the canvas itself to capture the mouse, and lays nothing over the page', () => {
    const { canvas } = owners.rfb as NovncSession
    const setCapture = vi.fn()
    Object.assign(canvas, { setCapture })
    canvas.dispatchEvent(new MouseEvent('mousedown', { buttons: 1 }))
    expect(setCapture).toHaveBeenCalledOnce()
    expect(document.getElementById('noVNC_mouse_capture_elem')).toBeNull()
  })
})
