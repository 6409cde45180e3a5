/** Languages this build has. `qps` is the pseudo-language that shows what was not translated. */
const languages = ['en', 'qps'] as const
export type Language = (typeof languages)[number]

/** The language of this build nearest to a tag such as `en-GB`; `undefined` when there is none. */
export function languageOf(tag: string): Language | undefined {
  const base = tag.split('-')[0]?.toLowerCase()
  return languages.find(language => language === base)
}
