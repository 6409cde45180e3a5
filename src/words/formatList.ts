import { locale } from './format'

/** Names in a row, as the page's language writes them: `anna, bert, and carl`. */
export function formatList(names: readonly string[]): string {
  return new Intl.ListFormat(locale()).format(names)
}
