import i18next from 'i18next'
import type { WordKey, WordValues } from './catalogue'
import { en } from './en'
import type { Language } from './languages'

/** The page's i18next instance; components follow its language through `ui/useWords`. */
export const i18n = i18next.createInstance()

/** Readies the catalogue; resolves before the first render. Only English is loaded unless another language is asked for. */
export async function startWords(language: Language = 'en'): Promise<void> {
  const started = i18n.init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false }, // React escapes
  })
  if (language !== 'en') {
    const { pseudo } = await import('./pseudo')
    i18n.addResourceBundle('qps', 'translation', pseudo(en))
    await i18n.changeLanguage(language)
  }
  await started
}

/**
 * The text of a key in the page's language. In components take it from `useWords`, so that they follow a change.
 *
 * @example t('lost.age', { age: '12 s' })
 */
export function t(key: WordKey, values: WordValues = {}): string {
  return i18n.t(key as string, values as Record<string, string | number>)
}
