/** Names of columns inside of the merge. Those of the silver table stand beside them. */
import { sql, type Sql } from '../../database/sql'

/** The select of one source's records. */
export const sourceName = (source: number): Sql => sql.id(`dd_source_${source}`)
/** A column of it. */
export const inSource = (source: number, column: string): Sql =>
  sql.id(`dd_source_${source}`, column)

/** What each source gives of a field. */
export const fieldColumn = (field: number): string => `dd_value_${field}`

/** The same in lower case, where it is compared so. */
export const foldedColumn = (field: number): string => `dd_folded_${field}`

/** Columns of the join of all sources, by source: whether it has the entity, and what it says. */
export const joined = {
  id: (source: number): Sql => sql.id(`dd_id_${source}`),
  run: (source: number): Sql => sql.id(`dd_run_${source}`),
  changed: (source: number): Sql => sql.id(`dd_changed_${source}`),
  filled: (source: number): Sql => sql.id(`dd_filled_${source}`),
  more: (source: number): Sql => sql.id(`dd_more_${source}`),
  folded: (source: number, field: number): Sql => sql.id(`dd_folded_${source}_${field}`),
  value: (source: number, field: number): Sql => sql.id(`dd_value_${source}_${field}`),
} as const

/** The number of the source that a field's value comes from; null where none has one. */
export const winner = (field: number): Sql => sql.id(`dd_winner_${field}`)
/** That of a group of fields. */
export const groupWinner = (group: number): Sql => sql.id(`dd_group_${group}`)

/** What the value was before validation took it away. */
export const rawValue = (field: number): Sql => sql.id(`dd_raw_${field}`)
/** Whether a validation is broken. */
export const broken = (validation: number): Sql => sql.id(`dd_broken_${validation}`)

/** The rows of the merge with everything that is judged, before the result. */
export const KEPT = sql.id('dd_kept')

/** Whether a finding is one of the entity. */
export const found = (finding: number): Sql => sql.id(`dd_found_${finding}`)

export const KEY = sql.id('dd_key')
export const ERRORS = sql.id('dd_errors')
export const SCORE = sql.id('dd_score')
export const FLAGS = sql.id('dd_flags')
export const PROVENANCE = sql.id('dd_provenance')
export const PRESENT = sql.id('dd_present')
