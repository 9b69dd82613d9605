import type { Mistake } from '../../config/index.ts'

/** Why a gate did not start. `message` is one line for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError'
  /** The mistakes of a configuration that is not valid; empty for any other reason. */
  readonly mistakes: readonly Mistake[]

  constructor(message: string, options: ErrorOptions & { mistakes?: readonly Mistake[] } = {}) {
    super(message, options)
    this.mistakes = options.mistakes ?? []
  }
}

/** What went wrong, as one line without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The system's code of an error, such as `EADDRINUSE`; empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}
