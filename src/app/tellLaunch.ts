import { dismissNotice, notify } from '../stores/notices'
import { t, whenWords } from '../words/words'
import type { LaunchProblem } from './launch'

/** One notice that stays for each thing in the address that was not taken. */
export function tellLaunchProblems(problems: readonly LaunchProblem[]): void {
  for (const problem of problems) stickyNotice(() => wordsOf(problem))
}

/** A notice that stays until dismissed, told as soon as its words are there. Returns what takes it back. */
export function stickyNotice(text: () => string): () => void {
  let id: number | undefined
  let isTaken = false
  whenWords(() => {
    if (!isTaken) id = notify({ tone: 'warn', text: text(), sticky: true }).id
  })
  return () => {
    isTaken = true
    if (id !== undefined) dismissNotice(id)
  }
}

/** Says which parameters had no effect because the administrator fixed their settings. Returns what takes it back. */
export function tellLocked(named: Readonly<Record<string, string>>, locked: readonly string[]): () => void {
  const names = locked.flatMap(setting => named[setting] ?? [])
  if (names.length === 0) return () => {}
  return stickyNotice(() => t('launch.locked', { count: names.length, names: names.join(', ') }))
}

function wordsOf(problem: LaunchProblem): string {
  switch (problem.kind) {
    case 'password-in-query':
      return t('launch.passwordInQuery')
    case 'unknown':
      return t('launch.unknown', named(problem.names))
    case 'malformed':
      return t('launch.malformed', named(problem.names))
    case 'query-only':
      return t('launch.queryOnly', named(problem.names))
  }
}

function named(names: readonly string[]): { count: number; names: string } {
  return { count: names.length, names: names.join(', ') }
}
