import { afterEach, expect, test, vi } from 'vitest'
import { quietLogger } from './quietLogger.ts'

afterEach(() => vi.restoreAllMocks())

test.each([
  ['http proxy error: /devices/rack/api', false],
  ['\x1b[31mws proxy error:\x1b[39m\nError: read ECONNRESET', false],
  ['\x1b[31mws proxy socket error:\x1b[39m\nError: write EPIPE', false],
  ['\x1b[31mFailed to load wheelhouse.json\x1b[39m', true],
])('%j is printed: %s', (message, isPrinted) => {
  const printed = vi.spyOn(console, 'error').mockReturnValue()
  quietLogger('warn').error(message)
  expect(printed).toHaveBeenCalledTimes(isPrinted ? 1 : 0)
})
