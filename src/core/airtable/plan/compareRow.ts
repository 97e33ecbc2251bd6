/** What a record and its row have in a column, and what both had when they were last the same. */
import type { Value } from '../../util/value'
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
    const field = compareField(
      column,
      record.values[place] ?? null,
      { present: values?.[place] ?? null, base: base?.[column.column.name] },
      links,
    )
    return field.verdict === 'same' ? [] : [field]
  })
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
