import { expect, it } from 'vitest'
import { pixelRendering } from './pixelRendering'

it('is sharp where pixels cover whole ones, on any screen', () => {
  expect(pixelRendering(1, 1)).toBe('pixelated')
  expect(pixelRendering(1, 2)).toBe('pixelated')
  expect(pixelRendering(1.5, 2)).toBe('pixelated')
  expect(pixelRendering(2 / 1.25, 1.25)).toBe('pixelated')
  expect(pixelRendering(1.5, 1)).toBe('auto')
  expect(pixelRendering(1, 1.25)).toBe('auto')
  expect(pixelRendering(0.5, 1)).toBe('auto')
})
