/**
 * The errors that the core throws on purpose. Each class is one thing that a caller can act on; facts are
 * fields; callers ask `instanceof` or compare `code`, never the message.
 */

export interface OperationErrorOptions {
  readonly cause?: unknown
  /** What the reader can do about it: one sentence in the imperative. */
  readonly mend?: string
  /** Whether the same call may succeed when it is repeated. */
  readonly transient?: boolean
}

/** The base of all errors of the core. `code` is stable and machine-readable. */
export class DatabaseOperationError extends Error {
  override readonly name: string = 'DatabaseOperationError'
  readonly mend: string | undefined
  readonly transient: boolean

  constructor(
    readonly code: string,
    message: string,
    options: OperationErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.mend = options.mend
    this.transient = options.transient ?? false
  }
}

/** Wrong usage: an argument, a flag, a name that does not exist. The CLI exits with 2. */
export class UsageError extends DatabaseOperationError {
  override readonly name = 'UsageError'
  constructor(message: string, options: OperationErrorOptions = {}) {
    super('usage', message, options)
  }
}

/** One place in a file that is wrong. Lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly mend?: string
}

/** A definition or configuration file that cannot be used; lists every problem found. The CLI exits with 2. */
export class DefinitionError extends DatabaseOperationError {
  override readonly name = 'DefinitionError'
  constructor(
    readonly problems: readonly Problem[],
    options: Pick<OperationErrorOptions, 'cause'> = {},
  ) {
    super('definition', problems.map(formatProblem).join('\n'), options)
  }
}

/** A problem as `file:line:column: message. Mend.`, which terminals and editors turn into a link. */
export function formatProblem({ file, line, column, message, mend }: Problem): string {
  const text = `${file}:${line}:${column}: ${message}`
  return mend === undefined ? text : `${text} (${mend})`
}

/** A refusal that protects data: the target is locked, the plan is stale, a name was not confirmed. */
export class RefusedError extends DatabaseOperationError {
  override readonly name = 'RefusedError'
}

/** The caller gave up: an AbortSignal fired. */
export class AbortedError extends DatabaseOperationError {
  override readonly name = 'AbortedError'
  /** `runId` is the run that was under way: whole batches of it are committed. */
  constructor(
    cause?: unknown,
    readonly runId?: string,
  ) {
    const run = runId === undefined ? '' : `; run ${runId} can be continued or undone`
    super('aborted', `cancelled${run}`, { cause })
  }
}

/** Throws `AbortedError` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AbortedError(signal.reason)
}
