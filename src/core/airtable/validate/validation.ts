/** What a validation finds: whether tables are what exports say, and whether they are sound in themselves. */

/**
 * - `unusable`: records of the export that cannot be imported
 * - `missing`: records of the export that have no row
 * - `extra`: active rows that have no record in the export
 * - `differing`: rows whose value in a column is not the export's
 * - `lostLink`: links of the export that lead nowhere
 * - `duplicate`: rows that have the same in the columns by which records are told apart
 * - `orphan`: rows without the link that their records need
 * - `broken`: rows whose link leads to no row
 * - `inactive`: active rows whose link leads to a row that is not active
 * - `check`: rows with another value than those that there may be
 * - `required`: rows without a value that their records need
 */
export type IssueKind =
  | 'unusable'
  | 'missing'
  | 'extra'
  | 'differing'
  | 'lostLink'
  | 'duplicate'
  | 'orphan'
  | 'broken'
  | 'inactive'
  | 'check'
  | 'required'

export interface Issue {
  readonly kind: IssueKind
  /** What Airtable calls the table. */
  readonly table: string
  /** The column of the database that it is about. */
  readonly column?: string
  readonly rows: number
  /** The first of them, for people. */
  readonly examples: readonly string[]
}

/** How many records an export has, and how many rows its table. */
export interface ValidatedTable {
  /** What Airtable calls it. */
  readonly name: string
  readonly file: string
  readonly records: number
  /** Those that a sync knows, and those of them that are active. */
  readonly rows: number
  readonly active: number
}

export interface Validation {
  readonly tables: readonly ValidatedTable[]
  readonly issues: readonly Issue[]
}

/** How many rows an issue shows. */
export const MOST_EXAMPLES = 5
