import { useTranslation } from 'react-i18next'
import { i18n, t } from '../words/words'

/**
 * The catalogue's `t`; the component renders again when the language changes.
 *
 * @example const t = useWords()
 */
export function useWords(): typeof t {
  useTranslation(undefined, { i18n, useSuspense: false })
  return t
}
