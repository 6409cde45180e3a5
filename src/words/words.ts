import i18next from 'i18next'
import type { WordKey, WordValues } from './catalogue'
import { enFirst } from './enFirst'
import type { Language } from './languages'

/** The page's i18next instance; components follow its language through `ui/useWords`. */
export const i18n = i18next.createInstance()

/** The parts of the English catalogue that are loaded. */
const parts: object[] = []
let later: Promise<void> | undefined
let isWhole = false

/** Readies the words of the first picture; resolves before the first render. The others follow by `loadWords`. */
export async function startFirstWords(language: Language = 'en'): Promise<void> {
  parts.splice(0, parts.length, enFirst)
  later = undefined
  isWhole = false
  const started = i18n.init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: enFirst } },
    interpolation: { escapeValue: false }, // React escapes
  })
  await setLanguage(language)
  await started
}

/** Readies the whole catalogue: for tests, and pages without a first picture. */
export async function startWords(language: Language = 'en'): Promise<void> {
  await startFirstWords(language)
  await loadWords()
}

/** Loads the words that are not needed before the first picture. Rejects when they cannot be had; may be called again. */
export function loadWords(): Promise<void> {
  later ??= import('./enLater').then(
    async ({ enLater }) => {
      parts.push(enLater)
      i18n.addResourceBundle('en', 'translation', enLater, true)
      if (i18n.language === 'qps') await addPseudo()
      isWhole = true
    },
    (error: unknown) => {
      later = undefined
      throw error
    },
  )
  return later
}

/** Whether every word is there: a sentence of `enLater` can be told at once. */
export function hasAllWords(): boolean {
  return isWhole
}

/** Runs `tell` at once when all words are there, otherwise when they are; without them if they cannot be had. */
export function whenWords(tell: () => void): void {
  if (isWhole) tell()
  else loadWords().then(tell, tell)
}

/**
 * A loader that brings a part of the page together with its words.
 *
 * @example const LinkCard = lazy(withWords(() => import('./LinkCard').then(m => ({ default: m.LinkCard }))))
 */
export function withWords<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => (await Promise.all([load(), isWhole || loadWords()]))[0]
}

/** Changes the page's language; components follow. */
export async function setLanguage(language: Language): Promise<void> {
  if (language === 'qps') await addPseudo()
  if (i18n.language !== language || language !== 'en') await i18n.changeLanguage(language)
}

async function addPseudo(): Promise<void> {
  const { pseudo } = await import('./pseudo')
  for (const part of parts) i18n.addResourceBundle('qps', 'translation', pseudo(part), true, true)
}

/**
 * The text of a key in the page's language. In components take it from `useWords`, so that they follow a change.
 *
 * @example t('lost.age', { age: '12 s' })
 */
export function t(key: WordKey, values: WordValues = {}): string {
  return i18n.t(key as string, values as Record<string, string | number>)
}
