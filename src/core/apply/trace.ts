/** Which row of a statement the database refused, where a session can remember the row that it was at. */
import type { Session } from '../database/session'
import type { SqlLanguage } from '../database/sql'
import type { Batch } from './batch'
import { postgresTracer } from './postgres/trace'
import type { Refusals } from './refusals'

export interface Tracer {
  /** Inside a transaction, before the first traced statement. False where the role may not. */
  start(session: Session): Promise<boolean>
  /** The ordinal of the change that the last traced statement was at; undefined where there was none. */
  last(session: Session): Promise<number | undefined>
  /** Removes what `start` made. */
  end(session: Session): Promise<void>
}

/** MySQL and MariaDB find all rows before they write the first. */
const TRACERS: Readonly<Record<SqlLanguage, Tracer | undefined>> = {
  postgres: postgresTracer,
  mysql: undefined,
}

/** True where statements of this transaction can be traced. */
export async function startTrace(session: Session, refusals: Refusals): Promise<true | undefined> {
  const tracer = TRACERS[session.dialect.language]
  if (tracer === undefined || !(await tracer.start(session))) return undefined
  refusals.isTracing = true
  return true
}

export async function endTrace(session: Session, { isTracing }: Refusals): Promise<void> {
  if (isTracing) await TRACERS[session.dialect.language]?.end(session)
}

/**
 * The index of the change that the database refused; undefined where it cannot be told. What is refused at the end of
 * a statement seems to be its last row: that one is not believed.
 */
export async function locateRefused(session: Session, batch: Batch): Promise<number | undefined> {
  const tracer = TRACERS[session.dialect.language]
  if (tracer === undefined || batch.traced !== true) return undefined
  const ordinal = await tracer.last(session)
  const index = ordinal === undefined ? -1 : batch.ordinals.indexOf(ordinal)
  return index < 0 || index === batch.ordinals.length - 1 ? undefined : index
}
