/** Carries out plans whose changes are steps: several at once, each on its own, their outcomes in the order of the plan. */
import type { Database } from '../database/database'
import { isDatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { journalSteps, type StepOutcome } from '../ledger/journalSteps'
import { tryLock, unlock } from '../ledger/locks'
import { writeRunLog } from '../ledger/runLog'
import { findRunOfPlan } from '../ledger/runs'
import type { RowError } from '../ledger/run'
import type { Change } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import { AbortedError, DatabaseOperationError, RefusedError, throwIfAborted } from '../util/errors'
import { runPlan, type AppliedPlan, type RunPlanOptions } from './runPlan'

/** What a step has become. A step that throws has failed: an error of its own is told of, and the others go on. */
export type StepResult =
  /** `before` and `after` as they are journalled, where they are not the plan's. */
  | {
      readonly outcome: 'applied'
      readonly before?: Change['before']
      readonly after?: Change['after']
    }
  | { readonly outcome: 'drifted'; readonly actual: Change['before'] | null; readonly why: string }

export interface StepContext {
  readonly runId: string
  readonly ordinal: number
  readonly signal?: AbortSignal | undefined
  log(level: 'info' | 'warning' | 'error', message: string): Promise<void>
}

export interface ApplyStepsOptions extends RunPlanOptions {
  /** Others that hold one of these keep the run from starting. */
  readonly locks: readonly string[]
  /** Steps at a time. */
  readonly parallel: number
  readonly execute: (change: Change, context: StepContext) => Promise<StepResult>
}

/** Applies a plan of steps. See `runPlan`. */
export function applySteps(
  database: Database<'write'>,
  file: PlanFile,
  options: ApplyStepsOptions,
): Promise<AppliedPlan> {
  const work = {
    check: () => Promise.resolve(),
    guard: <T>(session: Session, inside: () => Promise<T>) =>
      withLocks(session, options.locks, inside),
    carryOut: (session: Session, runId: string) => carryOut(session, runId, file, options),
  }
  return runPlan(database, file, work, options)
}

async function withLocks<T>(
  session: Session,
  names: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const taken: string[] = []
  try {
    for (const name of names) {
      if (!(await tryLock(session, name)))
        throw new RefusedError('environment-in-use', `another run is changing ${name} right now`, {
          mend: 'wait for it to end, then apply again',
        })
      taken.push(name)
    }
    return await work()
  } finally {
    // The locks also end with the session, which may be broken by now.
    for (const name of taken) await unlock(session, name).catch(() => undefined)
  }
}

async function carryOut(
  session: Session,
  runId: string,
  file: PlanFile,
  options: ApplyStepsOptions,
): Promise<void> {
  const from = (await findRunOfPlan(session, file.plan.id))?.nextOrdinal ?? 0
  const changes: Change[] = []
  for await (const change of file.changes(from)) changes.push(change)
  const outcomes = new Outcomes(session, runId, from)
  let next = 0
  let failure: Error | undefined
  const worker = async (): Promise<void> => {
    for (let index = next++; index < changes.length; index = next++) {
      const change = changes[index]
      if (change === undefined || failure !== undefined) return
      try {
        throwIfAborted(options.signal)
        await outcomes.add(from + index, await outcomeOf(change, from + index, outcomes, options))
      } catch (error) {
        failure ??= error instanceof Error ? error : new Error(String(error))
      }
    }
  }
  // One that cannot go on keeps the others from beginning anything; what is under way comes to its end.
  await Promise.all(Array.from({ length: options.parallel }, worker))
  if (failure !== undefined) throw failure
}

async function outcomeOf(
  change: Change,
  ordinal: number,
  { runId, log }: Outcomes,
  { execute, signal }: ApplyStepsOptions,
): Promise<StepOutcome> {
  try {
    const result = await execute(change, { runId, ordinal, signal, log })
    if (result.outcome === 'drifted') {
      await log('warning', `${change.table}: ${result.why}`)
      return { change, outcome: 'drifted', actual: result.actual }
    }
    const { before = change.before, after = change.after } = result
    return { change: { ...change, before, after }, outcome: 'applied' }
  } catch (error) {
    const isOurs = error instanceof DatabaseOperationError && !(error instanceof AbortedError)
    if (!isOurs || isDatabaseError(error, 'cancelled')) throw error
    await log('error', `${change.table}: ${error.message}`)
    return { change, outcome: 'failed', error: errorOf(error) }
  }
}

function errorOf(error: DatabaseOperationError): RowError {
  const { message, mend, code } = error
  const sqlState = isDatabaseError(error) ? error.sqlState : code
  return { code: sqlState, message: mend === undefined ? message : `${message} (${mend})` }
}

/** One session writes for all: in turns, and outcomes in the order of the plan, so that a run can go on at the first without. */
class Outcomes {
  private readonly waiting = new Map<number, StepOutcome>()
  private turn: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly session: Session,
    readonly runId: string,
    private next: number,
  ) {}

  readonly log = (level: 'info' | 'warning' | 'error', message: string): Promise<void> =>
    this.inTurn(() => writeRunLog(this.session, this.runId, level, message))

  add(ordinal: number, outcome: StepOutcome): Promise<void> {
    this.waiting.set(ordinal, outcome)
    return this.inTurn(async () => {
      const ready: StepOutcome[] = []
      for (;;) {
        const found = this.waiting.get(this.next + ready.length)
        if (found === undefined) break
        ready.push(found)
      }
      if (ready.length === 0) return
      await journalSteps(this.session, this.runId, this.next, ready)
      for (const _done of ready) this.waiting.delete(this.next++)
    })
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.turn.then(work)
    this.turn = result.catch(() => undefined)
    return result
  }
}
