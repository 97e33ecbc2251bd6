/** The one applier of rows: carries out a plan, whatever planned it. */
import type { Database } from '../database/database'
import type { Session } from '../database/session'
import type { PlanFile } from '../plan/planFile'
import { applyChanges } from './applyChanges'
import { checkPlaces, checkPrivileges, checkTransactions } from './checkTarget'
import { runPlan, type AppliedPlan, type RunPlanOptions } from './runPlan'
import { withTableLocks } from './tableLocks'
import { checkThrottle, type ThrottleOptions } from './throttle'

/** Applies a plan whose changes are rows of its target. See `runPlan`. */
export function applyPlan(
  database: Database<'write'>,
  file: PlanFile,
  options: RunPlanOptions & ThrottleOptions,
): Promise<AppliedPlan> {
  const work = {
    check: async (session: Session) => {
      checkPlaces(file.plan)
      await checkTransactions(session, file.plan)
      await checkPrivileges(session, file)
      await checkThrottle(session, options)
    },
    guard: <T>(session: Session, inside: () => Promise<T>) =>
      withTableLocks(database, session, file.plan, inside),
    carryOut: (session: Session, runId: string, resumed: boolean) =>
      applyChanges(session, { runId, resumed }, file, options),
  }
  return runPlan(database, file, work, options)
}
