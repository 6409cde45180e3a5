/** One thing wrong in wheelhouse.json. */
export interface ConfigProblem {
  /** 1-based; absent when the configuration did not come from a file. */
  readonly line?: number
  /** `devices[2].tls.verify`; empty for the file as a whole. */
  readonly field: string
  /** What was expected, and what to do where it is known. */
  readonly message: string
}

/** Thrown with everything that is wrong in a configuration, not only the first thing. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(source: string, problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? 'one thing is' : `${problems.length} things are`
    super([`${source}: ${count} not as expected.`, ...problems.map(line)].join('\n'))
    this.problems = problems
  }
}

function line({ line, field, message }: ConfigProblem): string {
  return `  ${line === undefined ? '' : `line ${line}: `}${field === '' ? '' : `${field}: `}${message}`
}
