/** Errors of the core as the extension sees them. */
import type { Problem } from '../core/index'
import type { ErrorData } from './protocol'

/**
 * An error that came from the core process or from trying to reach it. The core's own classes stay on its side,
 * so that the extension does not load the core: `kind` says which class it was, `code` is the core's code.
 *
 * Codes of this side: `untrusted-workspace`; `core-stopped` while one waited; `core-not-running` since it stopped.
 */
export class CoreError extends Error {
  override readonly name = 'CoreError'
  readonly kind: string
  readonly code: string
  readonly mend: string | undefined
  readonly transient: boolean
  readonly problems: readonly Problem[]

  constructor(message: string, data: ErrorData, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = data.kind
    this.code = data.code
    this.mend = data.mend
    this.transient = data.transient ?? false
    this.problems = data.problems ?? []
  }
}

/** Each bundle of the extension has a class of its own: the name tells what `instanceof` cannot. */
export function isCoreError(error: unknown): error is CoreError {
  return error instanceof Error && error.name === 'CoreError'
}

/** Whether the user gave up, which is nothing to tell them. */
export function isCancellation(error: unknown): boolean {
  return isCoreError(error) && error.code === 'aborted'
}

/** The message and, where there is one, what can be done about it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!isCoreError(error) || error.mend === undefined) return error.message
  return `${error.message} (${error.mend})`
}
