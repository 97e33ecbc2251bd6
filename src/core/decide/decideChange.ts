/** One change with a conflict, once fields of it are decided: what is left of it, and what goes back to the source. */
import type { Change, RowConflict, Row } from '../plan/plan'
import type { Side } from './decisions'

export interface DecidedChange {
  /** Undefined when nothing is left to do in the target. */
  readonly forth: Change | undefined
  /** What the source gets; undefined where the plan has one direction only, or nothing goes back. */
  readonly back: Pick<Change, 'key' | 'before' | 'after'> | undefined
}

export function decideChange(
  change: Change,
  conflict: RowConflict,
  sides: ReadonlyMap<string, Side>,
): DecidedChange {
  const isKept = (field: string) => sides.get(field) !== 'target'
  const before = pick(change.before, isKept)
  const after = pick(change.after, isKept)
  const open = Object.entries(conflict.fields).filter(([field]) => !sides.has(field))
  const { conflict: _decided, references: given = {}, ...rest } = change
  const kept = Object.entries(given).filter(([field]) => isKept(field))
  const references = kept.length > 0 && { references: Object.fromEntries(kept) }
  const left = open.length > 0 && { conflict: { ...conflict, fields: Object.fromEntries(open) } }
  return {
    forth:
      Object.keys(after).length === 0
        ? undefined
        : { ...rest, before, after, ...references, ...left },
    back: backOf(conflict, sides),
  }
}

function backOf(
  { fields, sourceKey }: RowConflict,
  sides: ReadonlyMap<string, Side>,
): DecidedChange['back'] {
  const sent = Object.entries(fields).flatMap(([name, { back }]) =>
    sides.get(name) === 'target' && back !== undefined ? [back] : [],
  )
  if (sourceKey === undefined || sent.length === 0) return undefined
  return {
    key: sourceKey,
    before: Object.fromEntries(sent.map(({ field, before }) => [field, before])),
    after: Object.fromEntries(sent.map(({ field, after }) => [field, after])),
  }
}

function pick(row: Row, isKept: (name: string) => boolean): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => isKept(name)))
}
