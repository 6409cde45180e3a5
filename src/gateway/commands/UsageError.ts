/** Something the operator can put right; printed without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Prints what went wrong: for operators a sentence, for us the stack. */
export function printError(error: unknown): void {
  const isExpected = error instanceof UsageError || (error instanceof Error && error.name === 'ConfigError')
  console.error(isExpected ? error.message : error)
}
