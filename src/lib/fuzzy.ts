/**
 * How well `text` answers `query`: every word's letters in order, the better the closer together and the nearer to the
 * beginnings of words. `undefined` = not at all; higher is better.
 */
export function fuzzyScore(text: string, query: string): number | undefined {
  const lower = text.toLowerCase()
  let total = 0
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const score = wordScore(lower, word)
    if (score === undefined) return undefined
    total += score
  }
  return total
}

function wordScore(text: string, word: string): number | undefined {
  const whole = text.indexOf(word)
  if (whole >= 0) return word.length * 4 + (isBeginning(text, whole) ? 8 : 0) - whole / 100
  let score = 0
  let at = -1
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0) return undefined
    score += next === at + 1 ? 2 : isBeginning(text, next) ? 3 : 0
    at = next
  }
  return score - text.length / 100
}

function isBeginning(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')
}
