import { preferences } from '../../stores/preferences'
import { terminalFontsPx } from '../../stores/settingNames'

/** One step larger or smaller, within what can be read and what fits. */
export function stepFont(by: 1 | -1): void {
  const now = preferences.resolve('terminalFontPx').value
  preferences.choose('terminalFontPx', Math.min(terminalFontsPx.max, Math.max(terminalFontsPx.min, now + by)))
}
