/**
 * The ages of NanoKVM's application that differ for a client, oldest first. `multi-user` stands for today's main branch,
 * which reports itself as 2.5.0: a client that parses versions is caught by it.
 */
export const ages = ['2.0.9', '2.1.2', '2.2.9', '2.3.1', '2.4.3', '2.5.0', 'multi-user'] as const

export type Age = (typeof ages)[number]

/** What `vm/info` says. */
export function applicationVersion(age: Age): string {
  return age === 'multi-user' ? '2.5.0' : age
}

/** Whether a firmware of this age has what came with `version`; `multi-user` is a version of its own, after all others. */
export function has(age: Age, version: string): boolean {
  if (age === 'multi-user') return true
  if (version === 'multi-user') return false
  const [have, wanted] = [age, version].map(text => text.split('.').map(Number))
  for (let i = 0; i < 3; i++) {
    const difference = (have?.[i] ?? 0) - (wanted?.[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
