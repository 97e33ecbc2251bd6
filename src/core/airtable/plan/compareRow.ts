/** What a record and its row have in a column, and what both had when they were last the same. */
import type { Row, Value } from '../../util/value'
import type { SyncedRow } from '../store/syncedRows'
import type { ExportRecord } from './exportRecord'
import type { LinkIndex } from './linkIndex'
import type { ResolvedColumn, ResolvedTable } from './resolvedSync'

/**
 * - `same`: the row has the record's value
 * - `changed`: Airtable has changed it, or what it was before is not known
 * - `kept`: the database has changed it, and Airtable has not
 * - `both`: both have changed it
 */
export type Verdict = 'same' | 'changed' | 'kept' | 'both'

export interface ComparedField {
  readonly column: ResolvedColumn
  readonly verdict: Verdict
  /** As the record has it: of a link, the id of a row. */
  readonly incoming: Value
  readonly present: Value
  readonly base: Value | undefined
  /** Nothing is known of what it was before. */
  readonly isUnknown: boolean
}

/** The fields that are not the same. Columns that the export does not have, and links that wait, are passed over. */
export function compareRow(
  { columns }: ResolvedTable,
  { values, base }: SyncedRow,
  record: ExportRecord,
  present: readonly boolean[],
  links: LinkIndex,
): readonly ComparedField[] {
  return columns.flatMap((column, place) => {
    if (present[place] !== true || column.link?.isDeferred === true) return []
    const incoming = record.values[place] ?? null
    const known = { present: values?.[place] ?? null, base: baseOf(column, base) }
    if (record.lost.includes(place) || (incoming === null && isFilled(column))) return []
    const field = compareField(column, incoming, known, links)
    return field.verdict === 'same' ? [] : [field]
  })
}

/**
 * A column that is younger than the last sync of the row had nothing then, unless the database had something for it: what it has now is
 * not Airtable's. Undefined where it is not known.
 */
export function baseOf({ column }: ResolvedColumn, base: Row | undefined): Value | undefined {
  const known = base?.[column.name]
  if (base === undefined || known !== undefined) return known
  return column.hasDefault === true ? undefined : null
}

/** It takes no null: what it is without a value the database says, and an empty cell changes nothing of that. */
export function isFilled({ column }: ResolvedColumn): boolean {
  return column.hasDefault === true && !column.nullable
}

interface Known {
  readonly present: Value
  /** Undefined where it is not known. */
  readonly base: Value | undefined
}

export function compareField(
  column: ResolvedColumn,
  incoming: Value,
  { present, base }: Known,
  links: LinkIndex,
): ComparedField {
  const { link } = column
  const named = (value: Value) => (link === undefined ? value : links.of(link.table).rowIdOf(value))
  const isSame = (a: Value, b: Value) => (a === null || b === null ? a === b : column.same(a, b))
  const [there, before] = [named(present), base === undefined ? undefined : named(base)]
  const verdict = judge(
    isSame(incoming, there),
    before === undefined ? undefined : isSame(incoming, before),
    before !== undefined && isSame(before, there),
  )
  return { column, verdict, incoming, present, base, isUnknown: before === undefined }
}

function judge(isThere: boolean, isOld: boolean | undefined, isUntouched: boolean): Verdict {
  if (isThere) return 'same'
  if (isOld === undefined) return 'changed'
  if (isOld) return 'kept'
  return isUntouched ? 'changed' : 'both'
}
