/** What the exit code tells a script. */
import { DefinitionError, RefusedError, UsageError, type ApplyResult } from '../core/index'

export const exitCodes = {
  /** A plan too, with or without changes; rows that were not found are no failure. */
  done: 0,
  failed: 1,
  /** Wrong usage, definition or configuration. */
  wrongUsage: 2,
  /** Done, but some rows failed or drifted. */
  rowsLeft: 3,
} as const

// Refusals that another argument or configuration would lift; the others say that the world has changed.
const refusalsOfUsage = ['confirmation-needed', 'target-locked']

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof DefinitionError) return exitCodes.wrongUsage
  if (error instanceof RefusedError && refusalsOfUsage.includes(error.code))
    return exitCodes.wrongUsage
  return exitCodes.failed
}

/** The exit code for a run. One that was applied before and is only named again is done. */
export function exitCodeOfApply({ run, alreadyApplied, companion }: ApplyResult): number {
  if (companion !== undefined) {
    const codes = [
      exitCodeOfApply({ run, alreadyApplied, resumed: false }),
      exitCodeOfApply(companion),
    ]
    return codes.includes(exitCodes.failed) ? exitCodes.failed : Math.max(...codes)
  }
  if (alreadyApplied) return exitCodes.done
  if (run.status !== 'completed') return exitCodes.failed
  return run.counts.failed + run.counts.drifted > 0 ? exitCodes.rowsLeft : exitCodes.done
}
