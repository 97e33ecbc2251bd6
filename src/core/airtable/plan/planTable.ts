/** The plan of one table: its export against its rows. */
import type { PlanItem } from '../../plan/plan'
import type { RecordSource } from '../../source/records/source'
import type { AirtableSync } from '../definition/airtableSync'
import type { KnownState } from '../store/base'
import { CanonicalHash } from './canonicalHash'
import type { DeferredLinks } from './deferredLinks'
import { planAlike } from './planAlike'
import { planAdded, planGone } from './planRest'
import { RecordLines } from './recordLines'
import {
  readRecords,
  readRows,
  type ExportColumns,
  type ReadContext,
  type ReadRows,
} from './readTable'
import type { ChangeContext } from './rowChanges'
import { Waiting } from './waiting'

export interface TablePlanning extends Omit<ReadContext, 'lines'>, ChangeContext, ExportColumns {
  readonly sync: AirtableSync
  readonly state: KnownState | undefined
  readonly source: RecordSource
  readonly deferred: DeferredLinks
  /** Why rows without a record must not be marked as gone; undefined where they may. Asked once all records were read. */
  readonly doubtOfGone: (gone: number, active: number) => Promise<string | undefined>
  /** Takes files, which are its owner's to delete. */
  readonly folder: string
}

export interface PlannedTable {
  readonly rows: ReadRows
  readonly canonicalHash: string
  /** Why rows that have no record were left as they are. */
  readonly doubt: string | undefined
}

/** What is being compared, and what is known of it by now. */
export interface Comparing {
  readonly rows: ReadRows
  readonly hash: CanonicalHash
  readonly waiting: Waiting
}

export async function* planTable(planning: TablePlanning): AsyncGenerator<PlanItem, PlannedTable> {
  const lines = new RecordLines(planning.folder)
  const reading = { ...planning, lines }
  const rows = await readRows(reading, planning.state)
  yield* readRecords(reading, planning.source, planning)
  const hash = new CanonicalHash(planning.table)
  const waiting = new Waiting(planning.folder)
  const comparing = { rows, hash, waiting }
  for await (const alike of lines.sorted()) yield* planAlike(planning, alike, comparing)
  const renamed = yield* planAdded(planning, waiting)
  const doubt = yield* planGone(planning, waiting, rows, renamed)
  return { rows, canonicalHash: hash.digest(), doubt }
}
