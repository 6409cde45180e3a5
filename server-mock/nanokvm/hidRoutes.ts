import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Call, Refusal } from './Api'
import { has } from './ages'
import type { Nano } from './Nano'
import { pasteLayout } from './paste'

const most = { characters: 833, bytes: 1024 }

interface Shortcut {
  readonly id: string
  readonly keys: readonly { readonly code: string; readonly label: string }[]
}

/** Typing, shortcuts and the gadget itself (server/service/hid). */
export function hidRoutes(nano: Nano): void {
  const { age, api, hid, pace } = nano
  const typing = { busy: false }
  api.user('POST', '/api/hid/paste', call => paste(nano, call, typing))
  api.admin('POST', '/api/hid/reset', async call => {
    if (typing.busy && has(age, '2.5.0')) throw new Refusal(-1, 'HID control is busy')
    hid.replug(1000 * pace)
    await call.wait(1000 * pace)
  })
  if (has(age, '2.2.5')) {
    api.user('GET', '/api/hid/mode', () => ({ mode: hid.mode }))
    api.admin('POST', '/api/hid/mode', call => {
      const { mode } = call.body(z.object({ mode: z.string() }))
      if (mode !== 'normal' && mode !== 'hid-only') throw new Refusal(-2, 'invalid arguments')
      if (mode === hid.mode) return
      hid.mode = mode
      setTimeout(() => nano.restart(3000 * pace), 500 * pace)
    })
  }
  if (has(age, '2.5.0')) api.user('GET', '/api/hid/leds', () => nano.lamps())
  if (has(age, '2.3.2')) shortcutRoutes(nano)
}

async function paste({ age, hid, pace }: Nano, call: Call, typing: { busy: boolean }): Promise<void> {
  const { content, langue } = call.body(z.object({ content: z.string().min(1), langue: z.string().optional() }))
  const isLong = has(age, '2.5.0') ? [...content].length > most.characters : Buffer.byteLength(content) > most.bytes
  if (isLong) throw new Refusal(-2, has(age, '2.2.8') ? 'content too long' : '')
  const cancels = has(age, '2.5.0')
  if (cancels && typing.busy) throw new Refusal(-3, 'HID control is busy')
  const layout = pasteLayout(has(age, '2.3.0') ? langue : undefined, has(age, '2.4.1'))
  const everyMs = (has(age, '2.3.0') ? 30 : 50) * pace
  typing.busy = true
  try {
    for (const character of content) {
      const stroke = layout.get(character)
      if (!stroke) continue
      hid.keyboard(Uint8Array.of(stroke[0], 0, stroke[1], 0, 0, 0, 0, 0))
      hid.keyboard(new Uint8Array(8))
      const stayed = await call.wait(everyMs)
      if (!stayed && cancels) return
    }
  } finally {
    typing.busy = false
  }
}

function shortcutRoutes({ age, api }: Nano): void {
  const shortcuts: Shortcut[] = []
  const keys = z.array(z.object({ code: z.string(), label: z.string() })).min(1)
  api.user('GET', '/api/hid/shortcuts', () => ({ shortcuts }))
  api.admin('POST', '/api/hid/shortcut', call => {
    shortcuts.push({ id: randomUUID(), ...call.body(z.object({ keys })) })
  })
  api.admin('DELETE', '/api/hid/shortcut', call => {
    const { id } = call.body(z.object({ id: z.string() }))
    const at = shortcuts.findIndex(shortcut => shortcut.id === id)
    if (at < 0) throw new Refusal(-2, 'delete shortcut failed')
    shortcuts.splice(at, 1)
  })
  if (!has(age, '2.3.4')) return
  const leader = { key: '' }
  api.user('GET', '/api/hid/shortcut/leader-key', () => leader)
  api.admin('POST', '/api/hid/shortcut/leader-key', call => {
    leader.key = call.body(z.object({ key: z.string() })).key
  })
}
