import type { WordKey } from './catalogue'
import { i18n } from './words'

/** Whether the catalogue has words for a key that is put together from what a device says. */
export function isWordKey(key: string): key is WordKey {
  return i18n.exists(key)
}
