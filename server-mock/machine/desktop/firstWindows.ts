import type { Rect } from '../Region'
import { look } from './look'

export type WindowName = 'terminal' | 'editor' | 'harbour'

/** Where the first windows stand on a display of this size, bottom first; screen units. */
export function firstWindows(width: number, height: number): readonly [WindowName, Rect][] {
  const left = Math.round(width * 0.035)
  const top = look.panelHeight + Math.round(height * 0.06)
  const bottom = height - Math.round(height * 0.065)
  const editor = { width: Math.min(620, Math.round(width * 0.42)), height: Math.min(480, Math.round(height * 0.43)) }
  const harbourWidth = Math.min(560, Math.round(width * 0.33))
  const harbour = { width: harbourWidth, height: Math.round((harbourWidth * 9) / 16) + look.titleHeight }
  const terminal = { width: Math.min(820, Math.round(width * 0.495)), height: Math.min(560, Math.round(height * 0.56)) }
  return [
    ['editor', { ...editor, x: width - left - editor.width, y: top }],
    ['harbour', { ...harbour, x: width - left - Math.round(width * 0.03) - harbour.width, y: bottom - harbour.height }],
    ['terminal', { ...terminal, x: left, y: top + Math.round(height * 0.09) }],
  ]
}
