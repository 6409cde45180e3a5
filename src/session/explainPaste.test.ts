// @vitest-environment happy-dom
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { notices } from '../stores/notices'
import { preferences } from '../stores/preferences'
import { startWords } from '../words/words'
import { explainPastes, pasteReason } from './explainPaste'

let copied: string | undefined
beforeAll(async () => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('navigator', {
    permissions: { query: async () => ({ state: 'granted' }) },
    clipboard: { readText: async () => copied ?? Promise.reject(new DOMException('no', 'NotAllowedError')) },
  })
  await startWords()
})
afterEach(() => {
  copied = undefined
  preferences.forget()
})

function capabilities() {
  const device = new FakeDevice()
  device.arrive()
  return device.capabilities.getState()
}

it('finds what keeps a paste from being ours', async () => {
  const { clipboard: _, ...withoutClipboard } = capabilities()
  expect(await pasteReason(withoutClipboard)).toBe('no-clipboard')
  const machine = capabilities()
  expect(await pasteReason(machine)).toBe('off')
  preferences.choose('clipboardFollow', true)
  expect(await pasteReason(machine)).toBe('denied')
  copied = ''
  expect(await pasteReason(machine)).toBe('no-text')
  copied = 'text'
  expect(await pasteReason(machine)).toBeUndefined()
  machine.input?.setViewOnly(true)
  expect(await pasteReason(machine)).toBe('view-only')
})

it('says it once, for keys on the picture only', async () => {
  const picture = document.createElement('div')
  document.body.append(picture)
  const stop = explainPastes(picture, capabilities)
  const told = () => notices.getState().all.filter(({ text }) => text.startsWith('Pasted from the machine'))
  const paste = (on: Element) =>
    on.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyV', ctrlKey: true, bubbles: true }))
  paste(document.body)
  paste(picture)
  await vi.waitFor(() => expect(told()).toHaveLength(1))
  paste(picture)
  stop()
  paste(picture)
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(told()).toHaveLength(1)
})
