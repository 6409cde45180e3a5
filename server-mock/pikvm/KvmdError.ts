/** A refusal as kvmd words it: its HTTP status, the name it gives the error, and its sentence. */
export class KvmdError extends Error {
  readonly status: number
  readonly errorName: string

  constructor(status: number, errorName: string, text: string) {
    super(text)
    this.status = status
    this.errorName = errorName
  }
}

/** A parameter outside what kvmd takes: kvmd/validators. */
export function invalid(text: string): KvmdError {
  return new KvmdError(400, 'ValidatorError', text)
}

/** An operation that is not possible now. */
export function refused(errorName: string, text: string): KvmdError {
  return new KvmdError(400, errorName, text)
}

/** Another operation of the same kind runs. */
export function busy(errorName: string, text: string): KvmdError {
  return new KvmdError(409, errorName, text)
}
