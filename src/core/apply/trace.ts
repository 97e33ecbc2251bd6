/** Which row of a statement the database refused, where that can be found out. */
import type { Session } from '../database/session'
import type { SqlLanguage } from '../database/sql'
import type { Batch } from './batch'
import { mysqlTracer } from './mysql/trace'
import { postgresTracer } from './postgres/trace'
import type { Refusals } from './refusals'

/** Indexes of changes one of which may be what the database refused. */
export interface Suspects {
  readonly indexes: readonly number[]
  /** Otherwise they are a guess, which has to prove right. */
  readonly isCertain: boolean
}

export interface Tracer {
  /** Inside a transaction, before the first traced statement. False where the role may not. */
  start(session: Session): Promise<boolean>
  /** Right before a traced batch is written. */
  mark(session: Session, batch: Batch): Promise<void>
  /** Of the traced batch that was refused; undefined where nothing is known. */
  suspects(session: Session, batch: Batch): Promise<Suspects | undefined>
  /** Removes what `start` made. */
  end(session: Session): Promise<void>
}

const TRACERS: Readonly<Record<SqlLanguage, Tracer>> = {
  postgres: postgresTracer,
  mysql: mysqlTracer,
}

/** True where statements of this transaction can be traced. */
export async function startTrace(session: Session, refusals: Refusals): Promise<true | undefined> {
  if (!(await TRACERS[session.dialect.language].start(session))) return undefined
  refusals.isTracing = true
  return true
}

export async function markTrace(session: Session, batch: Batch): Promise<void> {
  if (batch.traced === true && batch.changes.length > 1)
    await TRACERS[session.dialect.language].mark(session, batch)
}

export async function endTrace(session: Session, { isTracing }: Refusals): Promise<void> {
  if (isTracing) await TRACERS[session.dialect.language].end(session)
}

/** Undefined where it cannot be told, or guesses have been wrong. */
export async function locateRefused(
  session: Session,
  batch: Batch,
  refusals: Refusals,
): Promise<Suspects | undefined> {
  if (batch.traced !== true || !refusals.trustsGuesses) return undefined
  const suspects = await TRACERS[session.dialect.language].suspects(session, batch)
  if (suspects === undefined || suspects.indexes.length === 0) return undefined
  if (!suspects.isCertain) refusals.noteGuess()
  return refusals.trustsGuesses ? suspects : undefined
}
