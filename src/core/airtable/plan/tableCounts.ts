/** What a plan says of one table in numbers. */

export interface TableCounts {
  /** Records of the export. */
  processed: number
  created: number
  updated: number
  unchanged: number
  /** Records that are not imported, and are in the plan's findings. */
  failed: number
  /** Those of them of which it cannot be said which rows are theirs. */
  unplaced: number
  /** Rows that are marked as no longer in Airtable. */
  deactivated: number
  /** Active rows of which the export has nothing. */
  vanished: number
  /** Values that the database has changed, and keeps. */
  kept: number
  /** Links that lead nowhere. */
  lost: number
  /** Records that look like rows which are gone. */
  renamed: number
  /** Cells in which a formula has failed. */
  formulaErrors: number
  /** In how many rows each column has another value than the export. */
  readonly differing: Record<string, number>
}

export function noCounts(): TableCounts {
  return {
    ...{ processed: 0, created: 0, updated: 0, unchanged: 0, failed: 0, deactivated: 0 },
    ...{ unplaced: 0, vanished: 0, kept: 0, lost: 0, renamed: 0, formulaErrors: 0 },
    differing: {},
  }
}

/** Notes which columns of a row differ from its record. */
export function countDiffering({ differing }: TableCounts, columns: readonly string[]): void {
  for (const column of columns) differing[column] = (differing[column] ?? 0) + 1
}
