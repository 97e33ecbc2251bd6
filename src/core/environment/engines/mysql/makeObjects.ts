/** Makes the objects of a clone, step by step. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseError } from '../../../database/errors'
import type { Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { describeObject } from '../../../schema/inventory/schemaObject'
import { disabledEvent } from '../../../schema/recreate/mysql/recreationSteps'
import { settingStatements } from '../../../schema/recreate/mysql/settings'
import type { RecreationStep } from '../../../schema/recreate/mysql/step'
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import type { CloneJob } from '../cloneEngine'
import { stateOf } from './marker'
import { withoutDefiner } from './definers'

/** What could not be made as it was, since the role may not: definers and grants. */
export type Left = string[]

export type Making = Pick<CloneJob, 'signal' | 'report' | 'names' | 'log'> & { readonly left: Left }

/**
 * Runs the steps in their order. A view is only made where everything is that it reads: one that reads another database of the
 * environment, which may be in the making itself, waits until that has it, and the views that read it wait with it.
 */
export async function makeObjects(
  session: Session,
  steps: readonly RecreationStep[],
  making: Making,
): Promise<void> {
  let waiting: RecreationStep[] = []
  for (const [index, step] of steps.entries()) {
    throwIfAborted(making.signal)
    const isView = step.object.kind === 'view' && step.part === 'object'
    if (isView) {
      if (!(await tryView(session, step, making))) waiting.push(step)
    } else {
      // What comes after the views may need all of them.
      if (waiting.length > 0) await waitForViews(session, waiting, making)
      waiting = []
      await makeStep(session, step, making, { done: index, total: steps.length })
    }
  }
  if (waiting.length > 0) await waitForViews(session, waiting, making)
}

/** One that is no view. */
export async function makeStep(
  session: Session,
  step: RecreationStep,
  making: Making,
  { done, total }: { readonly done?: number; readonly total?: number } = {},
): Promise<void> {
  throwIfAborted(making.signal)
  making.report(`making ${describe(step)}`, done, total)
  await makeOne(session, step, making).catch(named(step))
}

function describe({ object: { kind, name } }: RecreationStep): string {
  return describeObject({ kind, schema: '', name }).trim()
}

function named(step: RecreationStep): (error: unknown) => never {
  return (error) => {
    const isOfStep = isDatabaseError(error) && !['cancelled', 'connection'].includes(error.kind)
    if (!isOfStep) throw error
    throw new DatabaseOperationError(
      'clone-object-failed',
      `${describe(step)} cannot be made in the clone: ${error.message}`,
      { cause: error },
    )
  }
}

async function makeOne(session: Session, step: RecreationStep, making: Making): Promise<void> {
  const { object, part } = step
  const statement =
    object.kind === 'event' && part === 'object' ? disabledEvent(step.statement) : step.statement
  for (const setting of settingStatements(step.settings)) await session.execute(setting)
  try {
    await session.execute(sql`${sql.raw(statement)}`)
  } catch (error) {
    const own = isDatabaseError(error, 'permission') ? withoutDefiner(statement) : undefined
    if (part === 'grant' && (isDatabaseError(error, 'permission') || isUnknownUser(error)))
      tell(making, `grants on ${describe(step)} are not given: ${error.message}`)
    else if (own !== undefined) {
      await session.execute(sql`${sql.raw(own)}`)
      tell(making, `${describe(step)} has the role that made it as its definer`)
    } else throw error
  }
}

/** An object may have many grants that are left for one reason. */
function tell({ left }: Making, text: string): void {
  if (!left.includes(text)) left.push(text)
}

/** Grantees are the server's: on another one they may not be there. */
function isUnknownUser(error: unknown): error is Error {
  return isDatabaseError(error) && ['28000', '42000', 'OP000'].includes(error.sqlState)
}

/** SQLSTATEs of a table that is missing, of a database that is, and of a view on one of those. */
const MISSING = ['42S02', '42000', 'HY000']

/** False where something is missing that another database may yet get. */
async function tryView(session: Session, step: RecreationStep, making: Making): Promise<boolean> {
  try {
    await makeOne(session, step, making)
    return true
  } catch (error) {
    const isMissing = isDatabaseError(error, 'connection')
      ? error.facts.noDatabase === true
      : isDatabaseError(error) && MISSING.includes(error.sqlState)
    // Where the environment has no other database, nothing will come that is missing now.
    if (isMissing && making.names.size > 1) return false
    return named(step)(error)
  }
}

/** Databases of the environment that these statements name. */
function siblingsOf(
  steps: readonly RecreationStep[],
  { names }: Pick<Making, 'names'>,
): readonly string[] {
  const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\`.`
  return [...new Set(names.values())].filter((name) =>
    steps.some(({ statement }) => statement.includes(quoted(name))),
  )
}

const PAUSE_MS = 500
/** A database that nobody has begun may be one of the same run that waits for its turn behind this one. */
const PATIENCE_MS = 20_000
/** One that is being made comes to its views when its rows are there. */
const LONG_PATIENCE_MS = 60 * 60_000

async function waitForViews(
  session: Session,
  steps: readonly RecreationStep[],
  making: Making,
): Promise<void> {
  const siblings = siblingsOf(steps, making)
  const began = Date.now()
  let left = steps
  for (;;) {
    const before = left.length
    left = await tryAgain(session, left, making)
    if (left.length === 0) return
    if (left.length < before) continue
    const waited = Date.now() - began
    const states = await Promise.all(siblings.map((name) => stateOf(session, name)))
    const isMaking = states.includes('being made')
    const isMissing = states.includes('missing')
    const isOver = isMaking ? waited > LONG_PATIENCE_MS : !isMissing || waited > PATIENCE_MS
    if (isOver) break
    making.report(`waiting for ${siblings.join(', ')}`)
    await sleep(PAUSE_MS, undefined, { signal: making.signal }).catch(() => undefined)
    throwIfAborted(making.signal)
  }
  await fail(session, left, siblings, making)
}

async function tryAgain(
  session: Session,
  steps: readonly RecreationStep[],
  making: Making,
): Promise<readonly RecreationStep[]> {
  const left: RecreationStep[] = []
  for (const step of steps) if (!(await tryView(session, step, making))) left.push(step)
  return left
}

async function fail(
  session: Session,
  steps: readonly RecreationStep[],
  siblings: readonly string[],
  making: Making,
): Promise<never> {
  const [first] = steps
  const missing: string[] = []
  for (const name of siblings) if ((await stateOf(session, name)) !== 'there') missing.push(name)
  if (missing.length > 0)
    throw new DatabaseOperationError(
      'clone-needs-database',
      `${steps.map(describe).join(', ')} needs the database "${missing.join('", "')}", which is not there yet`,
      { mend: 'run the same command again once it is there' },
    )
  if (first === undefined) throw new Error('no view is left')
  return makeOne(session, first, making).then(
    () => fail(session, steps.slice(1), siblings, making),
    named(first),
  )
}
