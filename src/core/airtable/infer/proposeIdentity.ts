/** What tells the records of a table apart, as far as an export shows it. */
import type { ColumnFacts, ExportFacts } from './exportFacts'
import type { LinkRole } from './proposeLinks'

export interface ProposedIdentity {
  /** The column with `RECORD_ID()`, where there is one. */
  readonly recordId?: string
  readonly columns: readonly string[]
  /** Why it may not hold. */
  readonly note?: string
}

/**
 * Airtable's own id, a unique number, a unique name, or a link and a number that are unique together are found in this order, but for
 * names, which are what people know records by: they come before numbers.
 */
export function proposeIdentity(
  { columns, records }: ExportFacts,
  roleOf: (column: string) => LinkRole | undefined,
): ProposedIdentity {
  const recordId = columns.find((column) => column.isRecordId)
  if (recordId !== undefined) return { recordId: recordId.name, columns: [] }
  const [first, ...others] = columns
  const autonumber = others.find((column) => column.isUnique && isCounted(column))
  if (autonumber !== undefined && roleOf(autonumber.name) === undefined)
    return { columns: [autonumber.name] }
  if (first?.isUnique === true) return { columns: [first.name] }
  const name = first?.name ?? ''
  const note =
    records === 0
      ? 'there is no record: nothing shows what tells them apart'
      : `several records have the same "${name}", or none: add a column with the formula RECORD_ID() to the view, or name other columns`
  return { columns: [name], note }
}

/** Airtable counts up from 1: a number that is unique by chance is called otherwise. */
function isCounted({ formats: [format], name }: ColumnFacts): boolean {
  const isWhole = format?.type === 'number' && format.decimals === 0
  return isWhole && /^(id|#|no\.?|nr\.?|number|auto ?number)$/i.test(name.trim())
}
