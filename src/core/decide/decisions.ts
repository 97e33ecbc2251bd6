/** What a person says of a plan's conflicts. */
import type { RowConflict } from '../plan/plan'
import { UsageError } from '../util/errors'

/** Whose value is right. */
export type Side = 'source' | 'target'

export interface Decisions {
  /** By the change's ordinal in the plan: for the whole row, or for each of its fields. */
  readonly rows: Readonly<Record<string, Side | Readonly<Record<string, Side>>>>
  /** For every conflict that `rows` does not name; without it those stay undecided. */
  readonly otherwise?: Side | undefined
}

/**
 * Throws `UsageError` where a change is decided that has no such conflict: what nobody understands must not be passed over.
 */
export function checkDecision(
  { rows }: Decisions,
  ordinal: number,
  conflict: RowConflict | undefined,
): void {
  const row = rows[String(ordinal)]
  if (row === undefined) return
  const wrong = (why: string, mend: string) => new UsageError(`change ${ordinal} ${why}`, { mend })
  if (conflict === undefined) throw wrong('was decided, and is no conflict', 'leave it out')
  if (typeof row !== 'object') return
  const names = Object.keys(conflict.fields)
  const unknown = Object.keys(row).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw wrong(`has no conflict in "${unknown}"`, `its conflicts are in ${names.join(', ')}`)
}

/** Who is right in the fields of the row's conflict, those left out that nobody has decided. */
export function sidesOf(
  { rows, otherwise }: Decisions,
  ordinal: number,
  { fields }: RowConflict,
): ReadonlyMap<string, Side> {
  const row = rows[String(ordinal)]
  const sides = new Map<string, Side>()
  for (const field of Object.keys(fields)) {
    const side = (typeof row === 'object' ? row[field] : row) ?? otherwise
    if (side !== undefined) sides.set(field, side)
  }
  return sides
}
